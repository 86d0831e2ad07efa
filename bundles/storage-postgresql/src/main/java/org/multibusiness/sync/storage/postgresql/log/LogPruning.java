package org.multibusiness.sync.storage.postgresql.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.storage.LogRetention.Pruned;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.database.Connections;
import org.multibusiness.sync.storage.postgresql.large.Cleaning;
import org.multibusiness.sync.storage.postgresql.sql.Failures;
import org.multibusiness.sync.storage.postgresql.sql.Session;

/**
 * Prunes the log piece by piece. What goes can be concurrent with nothing that is still to come, so neither users nor
 * numbering nor applying need to wait: what they add meanwhile is in nobody's way. Not thread-safe.
 */
final class LogPruning {
    /** So many row changes are looked at in a call, and so many does the floor rise over. */
    private static final int MOST_CHANGES = 5_000;

    /** With more than these under way at the floor, pruning waits until the floor has passed them. */
    private static final int MOST_UNSEEN = 50_000;

    private static final Duration STATEMENT = Duration.ofSeconds(10);
    private static final Duration LOCK = Duration.ofMillis(200);

    /** Markers and what could not be captured whole are kept: somebody is asked about them. */
    private static final String PART = """
            SELECT t.position, c.id, c.table_id, c.row_key
            FROM (SELECT s.position, s.txn FROM sync.sync_transactions AS s
                  WHERE s.position >= ? AND s.position <= ? ORDER BY s.position) AS t
            CROSS JOIN LATERAL (
              SELECT l.id, l.table_id, l.row_key FROM sync.change_log AS l
              WHERE l.txn = t.txn AND (t.position > ? OR l.id > ?)
                AND l.layout_id > 0 AND l.operation IN ('I', 'U', 'D', 'B')
              ORDER BY l.id) AS c
            LIMIT ?
            """;

    private static final String EMPTY = """
            DELETE FROM sync.sync_transactions AS t
            WHERE t.position <= ? AND NOT EXISTS (SELECT FROM sync.change_log AS c WHERE c.txn = t.txn)
            """;

    private final Connections connections;
    /** Where the last call stopped; what had to stay is looked at again when the end was reached. */
    private long position;

    private long id;

    LogPruning(Connections connections) {
        this.connections = connections;
    }

    /**
     * Prunes a piece.
     *
     * @param generation of the log that {@code stable} is about: after another one took the log, or branches were adopted, the same
     *     names may mean other transactions
     */
    Pruned prune(long generation, VersionVector stable, Duration retention) throws StorageException {
        try (Connection connection = connections.take()) {
            connection.setAutoCommit(false);
            try {
                Pruned pruned = prune(connection, generation, stable, retention);
                connection.commit();
                Cleaning.run(connection);
                return pruned;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw Failures.of(e, "prune the log");
        }
    }

    private Pruned prune(Connection connection, long generation, VersionVector stable, Duration retention)
            throws SQLException {
        Session.pin(connection, STATEMENT, LOCK);
        boolean current = Generation.hold(connection) == generation;
        Floor floor = Floor.read(connection);
        if (!current) {
            return new Pruned(floor.vector(), 0, 0, false);
        }
        Set<PrunableRows.Row> rows = part(connection, floor);
        boolean more = !rows.isEmpty();
        int changes = 0;
        if (more) {
            UnseenFloor unseen = UnseenFloor.read(connection);
            changes = unseen.events() > MOST_UNSEEN ? 0 : new PrunableRows(connection, floor, unseen).prune(rows);
        }
        int transactions = empty(connection, floor);
        VersionVector old = StableMarks.old(connection, stable, retention);
        Floor raised = floor.raise(connection, old, MOST_CHANGES);
        return new Pruned(raised.vector(), changes, transactions, more || raised.position() > floor.position());
    }

    private Set<PrunableRows.Row> part(Connection connection, Floor floor) throws SQLException {
        Set<PrunableRows.Row> rows = new LinkedHashSet<>();
        int looked = 0;
        try (PreparedStatement query = connection.prepareStatement(PART)) {
            query.setLong(1, position);
            query.setLong(2, floor.position());
            query.setLong(3, position);
            query.setLong(4, id);
            query.setInt(5, MOST_CHANGES);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    position = row.getLong(1);
                    id = row.getLong(2);
                    rows.add(new PrunableRows.Row(row.getInt(3), row.getString(4)));
                    looked++;
                }
            }
        }
        if (looked < MOST_CHANGES) {
            position = 0;
            id = 0;
        }
        return rows;
    }

    private static int empty(Connection connection, Floor floor) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(EMPTY)) {
            delete.setLong(1, floor.position());
            return delete.executeUpdate();
        }
    }
}
