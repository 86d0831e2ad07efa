package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;

/**
 * Finds in the log what changed given rows, in a stretch of it or in chosen transactions. Either row by row, or transaction by
 * transaction: a row that is changed all day has a long history, of which little is asked for.
 */
final class RowHistory {
    /** Up to so many transactions are looked at to learn how many changes they hold, and up to so many changes are read. */
    static final long FEW_TRANSACTIONS = 2_000;

    private static final long FEW_CHANGES = 20_000;

    private static final String GIVEN = """
            WITH r AS (
              SELECT * FROM unnest(?::bigint[], ?::text[]) WITH ORDINALITY AS r (table_id, row_key, row_at)),
            """;

    private static final String STRETCH = GIVEN + """
            v AS (
              SELECT * FROM unnest(?::text[], ?::bigint[], ?::bigint[]) AS v (origin, low, high) WHERE low < high)
            """;

    private static final String TRANSACTIONS = GIVEN + """
            g AS (SELECT * FROM unnest(?::bigint[]) AS g (txn))
            """;

    /** OFFSET 0 keeps the planner from turning the nested look-ups into scans of the log. */
    private static final String BY_ROW = """
            FROM r
            CROSS JOIN LATERAL (
              SELECT l.* FROM sync.change_log AS l
              WHERE hashtextextended(l.row_key, l.table_id::bigint) = hashtextextended(r.row_key COLLATE "C", r.table_id)
                AND l.row_key = r.row_key AND l.table_id = r.table_id
              OFFSET 0) AS c
            CROSS JOIN LATERAL (
              SELECT s.* FROM sync.sync_transactions AS s WHERE s.txn = c.txn OFFSET 0) AS t
            JOIN v ON v.origin = t.origin AND t.sequence > v.low AND t.sequence <= v.high
            """;

    private static final String BY_TRANSACTION = """
            FROM v
            CROSS JOIN LATERAL (
              SELECT s.* FROM sync.sync_transactions AS s
              WHERE s.origin = v.origin AND s.sequence > v.low AND s.sequence <= v.high
              OFFSET 0) AS t
            CROSS JOIN LATERAL (
              SELECT l.* FROM sync.change_log AS l WHERE l.txn = t.txn OFFSET 0) AS c
            JOIN r ON r.row_key = c.row_key AND r.table_id = c.table_id
            """;

    /** Markers and rows that could not be captured whole are no changes. */
    private static final String CHANGES = "WHERE c.layout_id > 0 AND c.operation IN ('I', 'U', 'D', 'B')\n";

    private static final String EVENTS = STRETCH + """
            SELECT coalesce(sum(t.events), 0) FROM v
            CROSS JOIN LATERAL (
              SELECT s.events FROM sync.sync_transactions AS s
              WHERE s.origin = v.origin AND s.sequence > v.low AND s.sequence <= v.high
              OFFSET 0) AS t
            """;

    private static final String CHOSEN_BY_ROW = """
            FROM r
            CROSS JOIN LATERAL (
              SELECT l.* FROM sync.change_log AS l
              WHERE hashtextextended(l.row_key, l.table_id::bigint) = hashtextextended(r.row_key COLLATE "C", r.table_id)
                AND l.row_key = r.row_key AND l.table_id = r.table_id
              OFFSET 0) AS c
            JOIN g ON g.txn = c.txn
            """;

    private static final String CHOSEN_BY_TRANSACTION = """
            FROM g
            CROSS JOIN LATERAL (
              SELECT l.* FROM sync.change_log AS l WHERE l.txn = g.txn OFFSET 0) AS c
            JOIN r ON r.row_key = c.row_key AND r.table_id = c.table_id
            """;

    private static final String CHOSEN_EVENTS = """
            SELECT coalesce(sum(t.events), 0) FROM unnest(?::bigint[]) AS g (txn)
            CROSS JOIN LATERAL (
              SELECT s.events FROM sync.sync_transactions AS s WHERE s.txn = g.txn OFFSET 0) AS t
            """;

    private final Connection connection;

    /** The history as one transaction sees it. */
    RowHistory(Connection connection) {
        this.connection = connection;
    }

    /** What is done with each row of an answer. */
    interface Reader<X extends Exception> {
        void read(ResultSet row) throws SQLException, X;
    }

    /**
     * Reads what one vector covers and another does not.
     *
     * @param select columns of {@code r} (the asked row, {@code row_at} from 1), {@code c} (the change) and {@code t} (its
     *     transaction), as a SELECT clause
     * @param low what is known already
     * @param high how far to read
     */
    <X extends Exception> void between(
            String select, Collection<RowRef> rows, VersionVector low, VersionVector high, Reader<X> reader)
            throws SQLException, X {
        String sql = STRETCH + select + "\n" + (few(low, high) ? BY_TRANSACTION : BY_ROW) + CHANGES;
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            give(query, rows, low, high);
            read(query, reader);
        }
    }

    /**
     * Reads what some transactions changed.
     *
     * @param select columns of {@code r} and {@code c}, as a SELECT clause
     * @param txns the transactions, by the log's key
     */
    <X extends Exception> void of(String select, Collection<RowRef> rows, Collection<Long> txns, Reader<X> reader)
            throws SQLException, X {
        String sql = TRANSACTIONS + select + "\n" + (few(txns) ? CHOSEN_BY_TRANSACTION : CHOSEN_BY_ROW) + CHANGES;
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            TextArrays.rows(query, 1, rows);
            TextArrays.numbers(query, 3, txns, Long::longValue);
            read(query, reader);
        }
    }

    private static <X extends Exception> void read(PreparedStatement query, Reader<X> reader) throws SQLException, X {
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                reader.read(row);
            }
        }
    }

    private boolean few(VersionVector low, VersionVector high) throws SQLException {
        if (low.missingFrom(high) > FEW_TRANSACTIONS) {
            return false;
        }
        try (PreparedStatement query = connection.prepareStatement(EVENTS)) {
            give(query, List.of(), low, high);
            return few(query);
        }
    }

    private boolean few(Collection<Long> txns) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(CHOSEN_EVENTS)) {
            TextArrays.numbers(query, 1, txns, Long::longValue);
            return few(query);
        }
    }

    private static boolean few(PreparedStatement events) throws SQLException {
        try (ResultSet row = events.executeQuery()) {
            row.next();
            return row.getLong(1) <= FEW_CHANGES;
        }
    }

    private static void give(PreparedStatement query, Collection<RowRef> rows, VersionVector low, VersionVector high)
            throws SQLException {
        Set<OriginId> origins = high.entries().keySet();
        TextArrays.rows(query, 1, rows);
        TextArrays.text(query, 3, origins, OriginId::toString);
        TextArrays.numbers(query, 4, origins, low::sequence);
        TextArrays.numbers(query, 5, origins, high::sequence);
    }
}
