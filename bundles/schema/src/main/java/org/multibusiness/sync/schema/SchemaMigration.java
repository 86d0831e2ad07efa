package org.multibusiness.sync.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.multibusiness.sync.api.storage.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings schema {@code sync} of one database to the state of a changelog, one service at a time. */
final class SchemaMigration {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaMigration.class);

    private final ChangelogUpdate update;

    SchemaMigration(String changelog) {
        this.update = new ChangelogUpdate(changelog);
    }

    void run(DataSource database) throws StorageException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(true);
            migrate(connection);
        } catch (SQLException e) {
            throw MigrationFailure.of(e);
        }
    }

    private void migrate(Connection connection) throws SQLException, StorageException {
        try (MigrationLock lock = MigrationLock.take(connection)) {
            createSchema(connection);
            lock.freeChangelog();
            int executed = update.run(connection);
            if (executed > 0) {
                LOG.info("schema sync is up to date: {} changesets were new", executed);
            }
        } finally {
            // The connection goes back to a pool: Liquibase leaves its own search_path behind.
            execute(connection, "RESET search_path");
        }
    }

    /** Liquibase keeps its own tables inside the schema, so the schema comes before its first changeset. */
    private static void createSchema(Connection connection) throws SQLException, StorageException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT to_regnamespace('sync') IS NOT NULL,
                               CASE WHEN to_regnamespace('sync') IS NULL
                                    THEN has_database_privilege(current_database(), 'CREATE')
                                    ELSE has_schema_privilege('sync', 'CREATE, USAGE') END,
                               quote_ident(current_database()),
                               quote_ident(current_user)
                        """)) {
            row.next();
            boolean exists = row.getBoolean(1);
            if (!row.getBoolean(2)) {
                throw MigrationFailure.missingPrivilege(exists, row.getString(3), row.getString(4));
            }
            if (exists) {
                return;
            }
        }
        execute(connection, "CREATE SCHEMA sync");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
