package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.sql.Failures;
import org.multibusiness.sync.storage.postgresql.sql.Quoted;
import org.multibusiness.sync.storage.postgresql.sql.Session;

/**
 * Settings of a transaction that applies. READ COMMITTED: what a statement waited for, the next one sees. In the role of a
 * replica, so that capture does not record what was received and the user's triggers and foreign keys, which did their work
 * where the change was made, stay quiet.
 */
final class ApplySession {
    private static final Duration STATEMENT = Duration.ofMinutes(5);
    /** Users' transactions come first; less than deadlock_timeout, so that nobody else is the victim. */
    private static final Duration LOCK = Duration.ofMillis(250);

    private static final String ROLE = """
            SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
            SET LOCAL session_replication_role = replica
            """;

    /**
     * Names that the user's own functions use (in CHECK constraints, say) mean what they mean to the user; ours all carry
     * their schema. All our look-ups go by index, whatever size the log had when their plans were made.
     */
    private static final String WORK = """
            SET LOCAL search_path TO DEFAULT;
            SET LOCAL enable_seqscan = off;
            SET LOCAL jit = off
            """;

    /** For many rows a plan made for their number is worth its price. */
    private static final int MANY = 100;

    private ApplySession() {}

    /** Begins a transaction on a connection that has none. */
    static void begin(Connection connection) throws SQLException, StorageException {
        connection.setAutoCommit(false);
        Session.pin(connection, STATEMENT, LOCK);
        try (Statement settings = connection.createStatement()) {
            settings.execute(ROLE);
        } catch (SQLException e) {
            if (Failures.state(e).equals("42501")) {
                throw replicaRoleDenied(connection, e);
            }
            throw e;
        }
    }

    private static StorageException replicaRoleDenied(Connection connection, SQLException cause) throws SQLException {
        String role = Quoted.identifier(connection.getMetaData().getUserName());
        boolean grantable = connection.getMetaData().getDatabaseMajorVersion() >= 15;
        String remedy = grantable
                ? "let a superuser run GRANT SET ON PARAMETER session_replication_role TO " + role
                : "before PostgreSQL 15 only a superuser may: log in as one, or upgrade";
        return new StorageException(
                "could not apply received changes: role " + role
                        + " may not set session_replication_role, without which" + " they would be captured again: "
                        + remedy,
                false,
                cause);
    }

    /**
     * Goes over to the work itself, when the catalogue has been read.
     *
     * @param rows how many rows it is about
     */
    static void work(Connection connection, int rows) throws SQLException {
        try (Statement settings = connection.createStatement()) {
            settings.execute(rows < MANY ? WORK : WORK + "; SET LOCAL plan_cache_mode = force_custom_plan");
        }
    }
}
