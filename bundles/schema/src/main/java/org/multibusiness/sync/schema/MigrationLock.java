package org.multibusiness.sync.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps two services from migrating one database at the same time. A session-level advisory lock, which PostgreSQL drops
 * when its holder dies; Liquibase's own lock is a row that a killed service leaves behind, so whoever holds this lock may
 * clear that one.
 */
final class MigrationLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MigrationLock.class);
    /** Any constant of our own; spells "syncmigr". */
    private static final long KEY = 0x73796e636d696772L;

    private final Connection connection;

    private MigrationLock(Connection connection) {
        this.connection = connection;
    }

    /** Waits for the lock, 30 s at most; then SQLSTATE 55P03. */
    static MigrationLock take(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET lock_timeout = '30s'");
            try {
                statement.execute("SELECT pg_advisory_lock(" + KEY + ")");
            } finally {
                statement.execute("RESET lock_timeout");
            }
        }
        return new MigrationLock(connection);
    }

    /** Clears Liquibase's lock, which only a service that is no more can have left. */
    void freeChangelog() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!exists(statement)) {
                return;
            }
            int freed = statement.executeUpdate("""
                    UPDATE sync.databasechangeloglock SET locked = false, lockgranted = NULL, lockedby = NULL WHERE locked
                    """);
            if (freed > 0) {
                LOG.warn(
                        "a service was killed in the middle of a migration; its lock is cleared, the migration goes on");
            }
        }
    }

    private static boolean exists(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT to_regclass('sync.databasechangeloglock') IS NOT NULL")) {
            return row.next() && row.getBoolean(1);
        }
    }

    @Override
    public void close() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_unlock(" + KEY + ")");
        }
    }
}
