package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.storage.LogHead;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.core.log.Numbering;
import org.multibusiness.sync.storage.postgresql.log.NumberingPass;

/**
 * One try to bring received changes into the tables, within one database transaction.
 *
 * @param connection in a transaction made by {@link ApplySession}
 * @param numbering gives local transactions their numbers
 * @param now the wall clock
 * @param again whether local transactions got in between lately: then rows are locked before anything is decided
 */
record Attempt(Connection connection, NumberingPass numbering, Instant now, boolean again) {
    private static final String VECTOR = "SELECT origin, sequence FROM sync.sync_vector";

    private static final String OWN = "SELECT node_id, incarnation FROM sync.sync_state";

    private static final String TOUCHED = """
            SELECT EXISTS (
              SELECT FROM unnest(?::bigint[]) AS n (txn)
              CROSS JOIN LATERAL (
                SELECT l.table_id, l.row_key FROM sync.change_log AS l WHERE l.txn = n.txn OFFSET 0) AS c
              JOIN unnest(?::bigint[], ?::text[]) AS r (table_id, row_key)
                ON r.row_key = c.row_key AND r.table_id = c.table_id)
            """;

    private static final String TOUCHED_BY = """
            SELECT EXISTS (
              SELECT FROM unnest(?::bigint[]) AS n (txn)
              CROSS JOIN LATERAL (
                SELECT l.table_id, l.row_key FROM sync.change_log AS l WHERE l.txn = n.txn OFFSET 0) AS c
              WHERE EXISTS (
                SELECT FROM sync.change_log AS r
                WHERE hashtextextended(r.row_key, r.table_id::bigint) = hashtextextended(c.row_key, c.table_id::bigint)
                  AND r.row_key = c.row_key AND r.table_id = c.table_id AND r.txn = ?))
            """;

    /** What the log holds. */
    VersionVector vector() throws SQLException {
        Map<OriginId, Long> entries = new TreeMap<>();
        try (PreparedStatement query = connection.prepareStatement(VECTOR);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                entries.put(OriginId.parse(row.getString(1)), row.getLong(2));
            }
        }
        return VersionVector.of(entries);
    }

    /** The origin of this node's own changes. */
    OriginId own() throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(OWN);
                ResultSet row = query.executeQuery()) {
            row.next();
            return new OriginId(new NodeId(row.getString(1)), row.getInt(2));
        }
    }

    /** On another try: locks the rows, and numbers what was committed to them before. */
    void lockFirst(TableWriters tables, List<RowWrite> rows) throws SQLException, StorageException {
        lockFirst(() -> tables.lock(connection, rows));
    }

    /** What is locked. */
    interface Locking {
        void run() throws SQLException, StorageException;
    }

    /** On another try: locks rows, and numbers what was committed to them before. */
    void lockFirst(Locking locking) throws SQLException, StorageException {
        if (again) {
            locking.run();
            numbering.run(connection, now);
        }
    }

    /**
     * Numbers local transactions while all rows are locked by us and before the log shows what we bring, so that none of them
     * claims to have seen it.
     *
     * @param written the rows that were written
     * @return what the log holds; empty when one of these transactions had changed one of our rows, which nobody knew when it
     *     was decided what to write: start over
     */
    Optional<LogHead> numberBehindLocks(Collection<RowRef> written) throws SQLException, StorageException {
        NumberingPass.Outcome outcome = numbering.run(connection, now);
        boolean met = !outcome.numbered().isEmpty() && !written.isEmpty() && touched(outcome.numbered(), written);
        return met ? Optional.empty() : Optional.of(outcome.head());
    }

    /** The same where the rows are those of a transaction in the log, and perhaps some more. */
    Optional<LogHead> numberBehindLocks(long txn, Collection<RowRef> more) throws SQLException, StorageException {
        NumberingPass.Outcome outcome = numbering.run(connection, now);
        boolean met = !outcome.numbered().isEmpty()
                && (touched(outcome.numbered(), txn) || touched(outcome.numbered(), more));
        return met ? Optional.empty() : Optional.of(outcome.head());
    }

    private boolean touched(List<Numbering.Numbered> numbered, long txn) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(TOUCHED_BY)) {
            TextArrays.numbers(query, 1, numbered, n -> n.captured().txn());
            query.setLong(2, txn);
            try (ResultSet row = query.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private boolean touched(List<Numbering.Numbered> numbered, Collection<RowRef> written) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(TOUCHED)) {
            TextArrays.numbers(query, 1, numbered, n -> n.captured().txn());
            TextArrays.rows(query, 2, written);
            try (ResultSet row = query.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }
}
