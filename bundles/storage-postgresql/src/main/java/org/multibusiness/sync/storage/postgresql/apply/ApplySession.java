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
 * where the change was made, stay quiet. Plans are made for the sizes at hand: the log grows too fast for plans made before.
 */
final class ApplySession {
    private static final Duration STATEMENT = Duration.ofMinutes(5);
    /** Users' transactions come first; less than deadlock_timeout, so that nobody else is the victim. */
    private static final Duration LOCK = Duration.ofMillis(250);

    private static final String ROLE = """
            SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
            SET LOCAL session_replication_role = replica;
            SET LOCAL plan_cache_mode = force_custom_plan
            """;

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
     * Names that the user's own functions use (in CHECK constraints, say) mean what they mean to the user; ours all carry
     * their schema. To be called when the catalogue has been read.
     */
    static void openSearchPath(Connection connection) throws SQLException {
        try (Statement settings = connection.createStatement()) {
            settings.execute("SET LOCAL search_path TO DEFAULT");
        }
    }
}
