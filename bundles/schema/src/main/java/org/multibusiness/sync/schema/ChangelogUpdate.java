package org.multibusiness.sync.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.analytics.configuration.AnalyticsArgs;
import liquibase.changelog.ChangeLogHistoryServiceFactory;
import liquibase.changelog.FastCheckService;
import liquibase.command.CommandScope;
import liquibase.command.core.UpdateCommandStep;
import liquibase.command.core.helpers.DbUrlConnectionArgumentsCommandStep;
import liquibase.command.core.helpers.ShowSummaryArgument;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.lockservice.LockServiceFactory;
import liquibase.ui.LoggerUIService;
import org.multibusiness.sync.api.storage.StorageException;

/**
 * Runs Liquibase over a connection. Liquibase finds its parts through the thread's class loader and keeps what it knows of
 * a database in static fields; both are put right around the run.
 */
final class ChangelogUpdate {
    private final String changelog;

    ChangelogUpdate(String changelog) {
        this.changelog = changelog;
    }

    /** Runs what the database lacks; answers how many changesets that were. One at a time per database. */
    int run(Connection connection) throws StorageException, SQLException {
        int before = executed(connection);
        ClassLoader loader = Liquibase.class.getClassLoader();
        ClassLoader ours = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(loader);
        try {
            Scope.child(settings(loader), () -> update(connection));
        } catch (Exception e) {
            throw MigrationFailure.of(e);
        } finally {
            Thread.currentThread().setContextClassLoader(ours);
        }
        connection.setAutoCommit(true);
        return executed(connection) - before;
    }

    static Map<String, Object> settings(ClassLoader loader) {
        return Map.of(
                Scope.Attr.classLoader.name(), loader,
                Scope.Attr.resourceAccessor.name(), new BundledChangelog(loader),
                Scope.Attr.logService.name(), new QuietLog(),
                Scope.Attr.ui.name(), new LoggerUIService(),
                AnalyticsArgs.ENABLED.getKey(), false);
    }

    private void update(Connection connection) throws Exception {
        forgetOtherDatabases();
        try {
            Database database =
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
            database.setDefaultSchemaName("sync");
            database.setLiquibaseSchemaName("sync");
            new CommandScope(UpdateCommandStep.COMMAND_NAME)
                    .addArgumentValue(DbUrlConnectionArgumentsCommandStep.DATABASE_ARG, database)
                    .addArgumentValue(UpdateCommandStep.CHANGELOG_FILE_ARG, changelog)
                    .addArgumentValue(ShowSummaryArgument.SHOW_SUMMARY, UpdateSummaryEnum.OFF)
                    .execute();
        } finally {
            forgetOtherDatabases();
        }
    }

    /** What Liquibase remembers by URL would be wrong when a database was made anew, and would keep connections alive. */
    private static void forgetOtherDatabases() {
        Scope.getCurrentScope().getSingleton(FastCheckService.class).clearCache();
        Scope.getCurrentScope()
                .getSingleton(ChangeLogHistoryServiceFactory.class)
                .resetAll();
        LockServiceFactory.getInstance().resetAll();
    }

    private static int executed(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet table = statement.executeQuery("SELECT to_regclass('sync.databasechangelog') IS NOT NULL")) {
                if (!table.next() || !table.getBoolean(1)) {
                    return 0;
                }
            }
            try (ResultSet row = statement.executeQuery("SELECT count(*) FROM sync.databasechangelog")) {
                return row.next() ? row.getInt(1) : 0;
            }
        }
    }
}
