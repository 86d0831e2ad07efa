package org.multibusiness.sync.storage.postgresql.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.core.row.CausalSuffix.Header;
import org.multibusiness.sync.core.stability.CausalCut;
import org.multibusiness.sync.storage.postgresql.sql.VectorJson;

/**
 * Some rows with changes below the floor, and what may go of them. Most rows met nothing while the floor was under way: all
 * that they have below it goes. Of the others goes what lies before a causal barrier. Rows with held changes are left alone.
 */
final class PrunableRows {
    private static final String GIVEN = """
            WITH r AS (
              SELECT * FROM unnest(?::integer[], ?::text[]) WITH ORDINALITY AS r (table_id, row_key, row_at)),
            w AS (
              SELECT * FROM unnest(?::text[], ?::bigint[], ?::bigint[]) AS w (origin, after, last))
            """;

    private static final String HELD = """
            SELECT DISTINCT r.row_at
            FROM unnest(?::integer[], ?::text[]) WITH ORDINALITY AS r (table_id, row_key, row_at)
            JOIN sync.sync_held AS h
              ON hashtextextended(h.row_key, h.table_id::bigint) = hashtextextended(r.row_key COLLATE "C", r.table_id::bigint)
             AND h.row_key = r.row_key AND h.table_id = r.table_id
            """;

    /** OFFSET 0 keeps the planner from turning the nested look-ups into scans of the log. */
    private static final String MET = GIVEN + """
            SELECT DISTINCT r.row_at FROM w
            CROSS JOIN LATERAL (
              SELECT s.txn FROM sync.sync_transactions AS s
              WHERE s.origin = w.origin AND s.sequence > w.after AND s.sequence <= w.last OFFSET 0) AS t
            CROSS JOIN LATERAL (
              SELECT l.table_id, l.row_key FROM sync.change_log AS l WHERE l.txn = t.txn OFFSET 0) AS c
            JOIN r ON r.row_key = c.row_key AND r.table_id = c.table_id
            """;

    private static final String HEADERS = GIVEN + """
            SELECT DISTINCT r.row_at, t.txn, t.origin, t.sequence, t.hlc, t.vector_clock::text
            FROM (
              SELECT s.* FROM w CROSS JOIN LATERAL (
                SELECT s.* FROM sync.sync_transactions AS s
                WHERE s.origin = w.origin AND s.sequence > w.after AND s.sequence <= w.last OFFSET 0) AS s
              UNION ALL
              SELECT s.* FROM sync.sync_transactions AS s WHERE s.position <= ?) AS t
            CROSS JOIN LATERAL (
              SELECT l.table_id, l.row_key FROM sync.change_log AS l WHERE l.txn = t.txn OFFSET 0) AS c
            JOIN r ON r.row_key = c.row_key AND r.table_id = c.table_id
            """;

    private static final String DELETE = """
            DELETE FROM sync.change_log AS c
            USING unnest(?::integer[], ?::text[], ?::bigint[]) AS r (table_id, row_key, txn)
            WHERE c.txn = r.txn AND c.table_id = r.table_id AND c.row_key = r.row_key
            """;

    private static final String DELETE_ALL = """
            DELETE FROM sync.change_log AS c
            USING sync.sync_transactions AS t, unnest(?::integer[], ?::text[]) AS r (table_id, row_key)
            WHERE t.position <= ? AND c.txn = t.txn AND c.table_id = r.table_id AND c.row_key = r.row_key
            """;

    private final Connection connection;
    private final Floor floor;
    private final UnseenFloor unseen;

    /**
     * A row.
     *
     * @param tableId its table's number
     * @param key its key's text
     */
    record Row(int tableId, String key) {}

    /** A change of a row, by its transaction. */
    private record Cut(Row row, long txn) {}

    PrunableRows(Connection connection, Floor floor, UnseenFloor unseen) {
        this.connection = connection;
        this.floor = floor;
        this.unseen = unseen;
    }

    /** Deletes what may go of these rows, of each row all at once; answers how many changes. */
    int prune(Set<Row> rows) throws SQLException {
        List<Row> free = without(List.copyOf(rows), HELD, false);
        if (unseen.isEmpty()) {
            return deleteAll(free);
        }
        List<Row> untouched = without(free, MET, true);
        Set<Row> met = new LinkedHashSet<>(free);
        untouched.forEach(met::remove);
        return deleteAll(untouched) + delete(cuts(List.copyOf(met)));
    }

    /** Those that the query does not answer. */
    private List<Row> without(List<Row> rows, String sql, boolean givesUnseen) throws SQLException {
        Set<Row> rest = new LinkedHashSet<>(rows);
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            give(query, rows);
            if (givesUnseen) {
                unseen.give(query, 3);
            }
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    rest.remove(rows.get((int) row.getLong(1) - 1));
                }
            }
        }
        return List.copyOf(rest);
    }

    private List<Cut> cuts(List<Row> met) throws SQLException {
        Map<Row, Map<Header, Long>> histories = met.isEmpty() ? Map.of() : histories(met);
        List<Cut> cuts = new ArrayList<>();
        histories.forEach((row, history) -> {
            for (Header header : CausalCut.of(List.copyOf(history.keySet()), floor.vector())) {
                cuts.add(new Cut(row, history.getOrDefault(header, 0L)));
            }
        });
        return cuts;
    }

    private Map<Row, Map<Header, Long>> histories(List<Row> met) throws SQLException {
        Map<Row, Map<Header, Long>> histories = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(HEADERS)) {
            give(query, met);
            unseen.give(query, 3);
            query.setLong(6, floor.position());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    Header header = new Header(
                            new Dot(OriginId.parse(row.getString(3)), row.getLong(4)),
                            VectorJson.parse(row.getString(6)),
                            new HybridTimestamp(row.getLong(5)));
                    histories
                            .computeIfAbsent(met.get((int) row.getLong(1) - 1), r -> new HashMap<>())
                            .put(header, row.getLong(2));
                }
            }
        }
        return histories;
    }

    private int deleteAll(List<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return 0;
        }
        try (PreparedStatement delete = connection.prepareStatement(DELETE_ALL)) {
            give(delete, rows);
            delete.setLong(3, floor.position());
            return delete.executeUpdate();
        }
    }

    private int delete(List<Cut> cuts) throws SQLException {
        if (cuts.isEmpty()) {
            return 0;
        }
        try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
            give(delete, cuts.stream().map(Cut::row).toList());
            delete.setObject(3, cuts.stream().mapToLong(Cut::txn).toArray());
            return delete.executeUpdate();
        }
    }

    private static void give(PreparedStatement statement, Collection<Row> rows) throws SQLException {
        statement.setObject(1, rows.stream().mapToInt(Row::tableId).toArray());
        statement.setArray(
                2,
                statement
                        .getConnection()
                        .createArrayOf("text", rows.stream().map(Row::key).toArray()));
    }
}
