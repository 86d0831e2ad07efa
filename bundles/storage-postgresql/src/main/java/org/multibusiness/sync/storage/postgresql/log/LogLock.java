package org.multibusiness.sync.storage.postgresql.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.database.Connections;
import org.multibusiness.sync.storage.postgresql.sql.Failures;

/**
 * A connection of its own that holds an advisory lock of the database for as long as it lives: a second service on the same
 * database sees that and keeps off. The same connection runs the numbering passes, so a lost lock can't go unnoticed. Not
 * thread-safe.
 */
final class LogLock implements AutoCloseable {
    /** Of all advisory locks of the database, ours: "sync" and "log" in ASCII. */
    private static final int LOCK_CLASS = 0x73796e63;

    private static final int LOCK_OBJECT = 0x6c6f67;

    /** A service that was just killed may need a moment until the server notices. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final String SETTINGS = "SET statement_timeout = '60s'; SET lock_timeout = '5s'";

    private static final String HOLDER = """
            SELECT coalesce(a.client_addr::text, 'this machine') AS address, a.pid, a.backend_start
            FROM pg_catalog.pg_locks AS l JOIN pg_catalog.pg_stat_activity AS a USING (pid)
            WHERE l.locktype = 'advisory' AND l.classid = ? AND l.objid = ? AND l.granted
              AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
            """;

    private final Connections connections;
    private @Nullable Connection connection;

    LogLock(Connections connections) {
        this.connections = connections;
    }

    /** Whether the lock was taken and nothing has closed the connection since, as far as the driver knows. */
    boolean isHeld() {
        try {
            return connection != null && !connection.isClosed();
        } catch (SQLException e) {
            return false;
        }
    }

    /**
     * The connection that holds the lock; takes the lock when it isn't held.
     *
     * @param mayPass whether it is to be expected that the holder goes away: it is our own lost connection
     */
    Connection take(boolean mayPass) throws StorageException {
        Connection current = connection;
        if (current != null && isHeld()) {
            return current;
        }
        close();
        Connection fresh = connections.take();
        try {
            if (!lock(fresh)) {
                throw occupied(fresh, mayPass);
            }
            connection = fresh;
            return fresh;
        } catch (SQLException e) {
            throw Failures.of(e, "take the log");
        } finally {
            if (connection != fresh) {
                release(fresh);
            }
        }
    }

    /** The server does the waiting. */
    private static boolean lock(Connection connection) throws SQLException {
        set(connection, "SET lock_timeout = " + PATIENCE.toMillis());
        try (PreparedStatement attempt = connection.prepareStatement("SELECT pg_advisory_lock(?, ?)")) {
            attempt.setInt(1, LOCK_CLASS);
            attempt.setInt(2, LOCK_OBJECT);
            attempt.execute();
            set(connection, SETTINGS);
            return true;
        } catch (SQLException e) {
            if (!"55P03".equals(e.getSQLState())) {
                throw e;
            }
            set(connection, SETTINGS);
            return false;
        }
    }

    private static void set(Connection connection, String settings) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(settings);
        }
    }

    private static StorageException occupied(Connection connection, boolean mayPass) throws SQLException {
        String who = "another service";
        try (PreparedStatement query = connection.prepareStatement(HOLDER)) {
            query.setInt(1, LOCK_CLASS);
            query.setInt(2, LOCK_OBJECT);
            try (ResultSet holder = query.executeQuery()) {
                if (holder.next()) {
                    who = "another service at " + holder.getString("address") + " (server process "
                            + holder.getInt("pid") + ", since " + holder.getString("backend_start") + ")";
                }
            }
        }
        return new StorageException(
                who + " already syncs this database; two would give the same numbers twice."
                        + " Stop one of them, or point DATABASE_URL of one to its own database",
                mayPass,
                new IllegalStateException("the advisory lock is taken"));
    }

    /** Gives the lock up, when it is held. */
    @Override
    public void close() {
        Connection current = connection;
        connection = null;
        if (current != null) {
            release(current);
        }
    }

    /** A pooled connection lives on when it is given back: what it holds must be given up first. */
    private static void release(Connection connection) {
        try (connection;
                Statement unlock = connection.createStatement()) {
            if (!connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            unlock.execute("SELECT pg_advisory_unlock_all()");
        } catch (SQLException e) {
            // A broken connection holds nothing any more.
            assert e != null;
        }
    }
}
