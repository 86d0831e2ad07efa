package org.multibusiness.sync.storage.postgresql.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What the log's names mean: who takes the log, or gives branches names of their own, begins another generation. Whoever works
 * by names that were read before holds the generation for its transaction; numbering and applying need not, they exclude
 * adopting anyway.
 */
final class Generation {
    /** Of all advisory locks of the database, ours: "sync" and "name" in ASCII. */
    private static final String KEYS = "(1937337955, 1851878757)";

    private static final String CURRENT = "SELECT generation FROM sync.sync_state";

    private Generation() {}

    /** Keeps names as they are until the caller's transaction ends; answers the generation. */
    static long hold(Connection connection) throws SQLException {
        lock(connection, "pg_advisory_xact_lock_shared");
        return read(connection);
    }

    /** Waits until nobody works by the names any more. */
    static void end(Connection connection) throws SQLException {
        lock(connection, "pg_advisory_xact_lock");
    }

    /** The generation now. */
    static long read(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(CURRENT);
                ResultSet row = query.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private static void lock(Connection connection, String function) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("SELECT " + function + KEYS)) {
            lock.execute();
        }
    }
}
