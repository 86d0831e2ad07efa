package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.storage.postgresql.sql.VectorJson;

/**
 * Some received transactions with held row changes, whole, in log order.
 *
 * @param transactions at least one
 * @param last where the next portion goes on
 */
record HeldPortion(List<HeldTransaction> transactions, long last) {
    /** So many row changes at a time, or one transaction if it has more. */
    private static final int SIZE = 5_000;

    private static final String NEXT = """
            WITH held AS (
              SELECT txn, count(*) AS changes FROM sync.sync_held WHERE txn < 0 GROUP BY txn),
            placed AS (
              SELECT t.position, t.txn, t.origin, t.sequence, t.vector_clock,
                     sum(h.changes) OVER (ORDER BY t.position) - h.changes AS before
              FROM held AS h JOIN sync.sync_transactions AS t USING (txn) WHERE t.position > ?)
            SELECT p.position, p.txn, p.origin, p.sequence, p.vector_clock, h.id, h.table_id, h.row_key, c.layout_id
            FROM placed AS p
            JOIN sync.sync_held AS h ON h.txn = p.txn
            JOIN sync.change_log AS c ON c.txn = h.txn AND c.id = h.id
            WHERE p.before < ?
            ORDER BY p.position, h.id
            """;

    private static final String ALL_OF_ROWS = """
            SELECT r.row_at, t.origin, t.sequence
            FROM unnest(?::bigint[], ?::text[]) WITH ORDINALITY AS r (table_id, row_key, row_at)
            CROSS JOIN LATERAL (
              SELECT s.txn FROM sync.sync_held AS s
              WHERE hashtextextended(s.row_key, s.table_id::bigint) = hashtextextended(r.row_key COLLATE "C", r.table_id)
                AND s.row_key = r.row_key AND s.table_id = r.table_id AND s.txn < 0
              OFFSET 0) AS h
            JOIN sync.sync_transactions AS t ON t.txn = h.txn
            """;

    HeldPortion {
        transactions = List.copyOf(transactions);
    }

    /**
     * A transaction of which row changes are held.
     *
     * @param txn its key in the log
     * @param dot its name
     * @param past what its author had seen
     * @param changes what is held of it
     */
    record HeldTransaction(long txn, Dot dot, VersionVector past, List<HeldChange> changes) {}

    /**
     * A held row change.
     *
     * @param id its place in the log
     * @param row which row
     * @param layoutId the layout it was received under
     */
    record HeldChange(long id, RowRef row, int layoutId) {}

    /** The next portion; without transactions when there is none. */
    static HeldPortion after(Connection connection, long position) throws SQLException {
        Map<Long, HeldTransaction> transactions = new LinkedHashMap<>();
        long last = position;
        try (PreparedStatement query = connection.prepareStatement(NEXT)) {
            query.setLong(1, position);
            query.setLong(2, SIZE);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    last = row.getLong(1);
                    HeldTransaction transaction = transactions.get(row.getLong(2));
                    if (transaction == null) {
                        transaction = transaction(row);
                        transactions.put(transaction.txn(), transaction);
                    }
                    transaction
                            .changes()
                            .add(new HeldChange(
                                    row.getLong(6), new RowRef(row.getInt(7), row.getString(8)), row.getInt(9)));
                }
            }
        }
        return new HeldPortion(List.copyOf(transactions.values()), last);
    }

    private static HeldTransaction transaction(ResultSet row) throws SQLException {
        return new HeldTransaction(
                row.getLong(2),
                new Dot(OriginId.parse(row.getString(3)), row.getLong(4)),
                VectorJson.parse(row.getString(5)),
                new ArrayList<>());
    }

    /** The transactions that have a held change of these rows, in this portion or not. */
    static Map<RowRef, Set<Dot>> holding(Connection connection, Collection<RowRef> rows) throws SQLException {
        List<RowRef> asked = List.copyOf(rows);
        Map<RowRef, Set<Dot>> holding = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(ALL_OF_ROWS)) {
            TextArrays.rows(query, 1, asked);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    holding.computeIfAbsent(asked.get((int) row.getLong(1) - 1), r -> new HashSet<>())
                            .add(new Dot(OriginId.parse(row.getString(2)), row.getLong(3)));
                }
            }
        }
        return holding;
    }
}
