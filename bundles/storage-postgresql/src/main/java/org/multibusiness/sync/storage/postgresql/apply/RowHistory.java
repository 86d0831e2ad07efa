package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.multibusiness.sync.api.VersionVector;

/**
 * Finds in the log what changed given rows, as far as a vector does not cover it. Either row by row, or transaction by
 * transaction: a row that is changed all day has a long history, of which little is new.
 */
final class RowHistory {
    /** Up to so many transactions are looked at to learn how many changes they hold, and up to so many changes are read. */
    private static final long FEW_TRANSACTIONS = 2_000;

    private static final long FEW_CHANGES = 20_000;

    private static final String GIVEN = """
            WITH r AS (
              SELECT * FROM unnest(?::bigint[], ?::text[]) WITH ORDINALITY AS r (table_id, row_key, row_at)),
            v AS (
              SELECT * FROM unnest(?::text[], ?::bigint[]) AS v (origin, sequence))
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
            JOIN v ON v.origin = t.origin AND t.sequence > v.sequence
            """;

    private static final String BY_TRANSACTION = """
            FROM v
            CROSS JOIN LATERAL (
              SELECT s.* FROM sync.sync_transactions AS s WHERE s.origin = v.origin AND s.sequence > v.sequence
              OFFSET 0) AS t
            CROSS JOIN LATERAL (
              SELECT l.* FROM sync.change_log AS l WHERE l.txn = t.txn OFFSET 0) AS c
            JOIN r ON r.row_key = c.row_key AND r.table_id = c.table_id
            """;

    /** Markers and rows that could not be captured whole are no changes. */
    private static final String CHANGES = "WHERE c.layout_id > 0 AND c.operation IN ('I', 'U', 'D', 'B')\n";

    private static final String EVENTS = GIVEN + """
            SELECT coalesce(sum(t.events), 0) FROM v
            CROSS JOIN LATERAL (
              SELECT s.events FROM sync.sync_transactions AS s WHERE s.origin = v.origin AND s.sequence > v.sequence
              OFFSET 0) AS t
            """;

    private final Connection connection;
    private final VersionVector held;

    /**
     * The history as one transaction sees it.
     *
     * @param held what the log holds
     */
    RowHistory(Connection connection, VersionVector held) {
        this.connection = connection;
        this.held = held;
    }

    /** What is done with each row of an answer. */
    interface Reader<X extends Exception> {
        void read(ResultSet row) throws SQLException, X;
    }

    /**
     * Reads what the vector does not cover.
     *
     * @param select columns of {@code r} (the asked row, {@code row_at} from 1), {@code c} (the change) and {@code t} (its
     *     transaction), as a SELECT clause
     */
    <X extends Exception> void unseen(String select, Collection<RowRef> rows, VersionVector covered, Reader<X> reader)
            throws SQLException, X {
        String sql = GIVEN + select + "\n" + (few(covered) ? BY_TRANSACTION : BY_ROW) + CHANGES;
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            give(query, List.copyOf(rows), covered);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    reader.read(row);
                }
            }
        }
    }

    private boolean few(VersionVector covered) throws SQLException {
        if (covered.missingFrom(held) > FEW_TRANSACTIONS) {
            return false;
        }
        try (PreparedStatement query = connection.prepareStatement(EVENTS)) {
            give(query, List.of(), covered);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1) <= FEW_CHANGES;
            }
        }
    }

    private void give(PreparedStatement query, List<RowRef> rows, VersionVector covered) throws SQLException {
        TextArrays.rows(query, 1, rows);
        TextArrays.text(query, 3, held.entries().keySet(), origin -> origin.toString());
        TextArrays.numbers(query, 4, held.entries().keySet(), covered::sequence);
    }
}
