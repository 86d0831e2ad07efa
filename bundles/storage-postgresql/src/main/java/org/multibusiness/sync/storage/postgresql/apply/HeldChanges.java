package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The register of received row changes that are in the log but not in their tables. */
final class HeldChanges {
    private static final String ANY_PARKED =
            "SELECT EXISTS (SELECT FROM sync.sync_held WHERE sqlstate IS NOT NULL AND txn < 0)";

    private static final String PARKED = """
            SELECT r.row_at, h.sqlstate, t.origin || ':' || t.sequence
            FROM unnest(?::bigint[], ?::text[]) WITH ORDINALITY AS r (table_id, row_key, row_at)
            CROSS JOIN LATERAL (
              SELECT s.txn, s.sqlstate FROM sync.sync_held AS s
              WHERE hashtextextended(s.row_key, s.table_id::bigint) = hashtextextended(r.row_key COLLATE "C", r.table_id)
                AND s.row_key = r.row_key AND s.table_id = r.table_id AND s.sqlstate IS NOT NULL AND s.txn < 0
              ORDER BY s.txn DESC LIMIT 1) AS h
            JOIN sync.sync_transactions AS t ON t.txn = h.txn
            """;

    private static final String ADD = """
            INSERT INTO sync.sync_held (txn, id, table_id, row_key, reason, sqlstate, attempts)
            SELECT txn, id, table_id, row_key, reason, sqlstate, attempts
            FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::bigint[])
                 AS h (txn, id, table_id, row_key, reason, sqlstate, attempts)
            """;

    private static final String PARKED_OF = """
            SELECT h.sqlstate, t.origin || ':' || t.sequence
            FROM (SELECT s.* FROM sync.sync_held AS s WHERE s.sqlstate IS NOT NULL AND s.txn < 0 AND s.txn <> ? OFFSET 0) AS h
            JOIN sync.sync_transactions AS t ON t.txn = h.txn
            WHERE EXISTS (
              SELECT FROM sync.change_log AS c
              WHERE hashtextextended(c.row_key, c.table_id::bigint) = hashtextextended(h.row_key, h.table_id::bigint)
                AND c.row_key = h.row_key AND c.table_id = h.table_id AND c.txn = ?)
            ORDER BY h.txn LIMIT 1
            """;

    private static final String ADD_ALL = """
            INSERT INTO sync.sync_held (txn, id, table_id, row_key, reason, sqlstate, attempts)
            SELECT c.txn, c.id, c.table_id, c.row_key, ?, ?, ? FROM sync.change_log AS c
            WHERE c.txn = ? AND c.layout_id = ANY (?)
            """;

    private static final String REMOVE = """
            DELETE FROM sync.sync_held AS h USING unnest(?::bigint[], ?::text[]) AS r (table_id, row_key)
            WHERE h.txn = ? AND h.table_id = r.table_id AND h.row_key = r.row_key
            """;

    private static final String REFUSED = """
            UPDATE sync.sync_held AS h SET reason = ?, sqlstate = ?, attempts = h.attempts + 1
            FROM unnest(?::bigint[], ?::text[]) AS r (table_id, row_key)
            WHERE h.txn = ? AND h.table_id = r.table_id AND h.row_key = r.row_key
            """;

    private static final String UNFIT = """
            UPDATE sync.sync_held AS h SET reason = r.reason
            FROM unnest(?::bigint[], ?::bigint[], ?::text[]) AS r (txn, id, reason)
            WHERE h.txn = r.txn AND h.id = r.id AND h.sqlstate IS NULL AND h.reason <> r.reason
            """;

    private final Connection connection;

    HeldChanges(Connection connection) {
        this.connection = connection;
    }

    /** Which of these rows have a parked change, and what a transaction that touches them is told. */
    Map<RowRef, Refusal> blocked(Collection<RowRef> rows) throws SQLException {
        if (!anyParked()) {
            return Map.of();
        }
        List<RowRef> asked = List.copyOf(rows);
        Map<RowRef, Refusal> blocked = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(PARKED)) {
            TextArrays.rows(query, 1, asked);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    RowRef ref = asked.get((int) row.getLong(1) - 1);
                    blocked.put(ref, Refusal.behind(row.getString(3), row.getString(2)));
                }
            }
        }
        return blocked;
    }

    private boolean anyParked() throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(ANY_PARKED);
                ResultSet row = query.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    /**
     * Registers changes of a batch.
     *
     * @param txns the log's keys of the batch's transactions
     */
    void add(List<Withheld> withheld, List<Long> txns) throws SQLException {
        if (withheld.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(ADD)) {
            TextArrays.numbers(insert, 1, withheld, w -> txns.get(w.transaction()));
            TextArrays.numbers(insert, 2, withheld, w -> ReceivedChanges.id(w.ordinal()));
            TextArrays.numbers(insert, 3, withheld, w -> w.row().tableId());
            TextArrays.text(insert, 4, withheld, w -> w.row().key());
            TextArrays.text(insert, 5, withheld, Withheld::reason);
            TextArrays.text(insert, 6, withheld, Withheld::sqlState);
            TextArrays.numbers(insert, 7, withheld, w -> w.sqlState() == null ? 0 : Refusal.ATTEMPTS);
            insert.executeUpdate();
        }
    }

    /** What a transaction that is in the log is told when it touches a row with a parked change. */
    Optional<Refusal> blocked(long txn) throws SQLException {
        if (!anyParked()) {
            return Optional.empty();
        }
        try (PreparedStatement query = connection.prepareStatement(PARKED_OF)) {
            query.setLong(1, txn);
            query.setLong(2, txn);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(Refusal.behind(row.getString(2), row.getString(1))) : Optional.empty();
            }
        }
    }

    /** Registers all changes of a logged transaction that are under these layouts; answers how many those are. */
    int addAll(long txn, Collection<Integer> layouts, String reason, @Nullable String sqlState) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(ADD_ALL)) {
            insert.setString(1, reason);
            insert.setString(2, sqlState);
            insert.setInt(3, sqlState == null ? 0 : Refusal.ATTEMPTS);
            insert.setLong(4, txn);
            insert.setArray(5, connection.createArrayOf("integer", layouts.toArray()));
            return insert.executeUpdate();
        }
    }

    /** A transaction's changes of these rows are held no more; answers how many those were. */
    int remove(long txn, Collection<RowRef> rows) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(REMOVE)) {
            TextArrays.rows(delete, 1, rows);
            delete.setLong(3, txn);
            return delete.executeUpdate();
        }
    }

    /** A transaction's changes of these rows were tried in vain. */
    void refused(long txn, Collection<RowRef> rows, Refusal refusal) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(REFUSED)) {
            update.setString(1, refusal.reason());
            update.setString(2, refusal.sqlState());
            TextArrays.rows(update, 3, rows);
            update.setLong(5, txn);
            update.executeUpdate();
        }
    }

    /** Tells the operator how things are now. */
    void unfit(List<HeldSelection.Unfit> changes) throws SQLException {
        if (changes.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement(UNFIT)) {
            TextArrays.numbers(update, 1, changes, HeldSelection.Unfit::txn);
            TextArrays.numbers(update, 2, changes, HeldSelection.Unfit::id);
            TextArrays.text(update, 3, changes, HeldSelection.Unfit::reason);
            update.executeUpdate();
        }
    }
}
