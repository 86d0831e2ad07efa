package org.multibusiness.sync.schema;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.sql.DataSource;
import liquibase.Scope;
import liquibase.analytics.configuration.AnalyticsArgs;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Test;
import org.multibusiness.sync.api.storage.StorageException;
import org.postgresql.ds.PGSimpleDataSource;

public class MigrationTest {
    private static EmbeddedPostgres server;

    private final SchemaMigration migration = new SchemaMigration("db/test/two-tables.yaml");
    private DataSource database;

    @BeforeClass
    public static void startServer() throws IOException {
        server = EmbeddedPostgres.start();
    }

    @AfterClass
    public static void stopServer() throws IOException {
        server.close();
    }

    @Before
    public void makeEmptyDatabase() throws SQLException {
        execute(server.getPostgresDatabase(), "DROP DATABASE IF EXISTS \"Shop 1\" WITH (FORCE)");
        execute(server.getPostgresDatabase(), "CREATE DATABASE \"Shop 1\"");
        database = server.getDatabase("postgres", "Shop 1");
    }

    @Test
    public void theSchemaAndAllTablesStandInSchemaSync() throws Exception {
        migration.run(database);

        assertThat(value("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), is("0"));
        assertThat(value("SELECT to_regclass('sync.second_table') IS NOT NULL"), is("t"));
        assertThat(value("SELECT sync.first_function()"), is("1"));
        assertThat(value("SELECT count(*) FROM sync.databasechangelog"), is("2"));
    }

    @Test
    public void aSecondRunDoesNothing() throws Exception {
        migration.run(database);
        String before = value("SELECT string_agg(c::text, ',' ORDER BY id) FROM sync.databasechangelog c");

        migration.run(database);

        assertThat(value("SELECT string_agg(c::text, ',' ORDER BY id) FROM sync.databasechangelog c"), is(before));
    }

    @Test
    public void aDatabaseMadeAnewUnderTheSameNameIsMigratedAgain() throws Exception {
        migration.run(database);
        migration.run(database);
        makeEmptyDatabase();

        migration.run(database);

        assertThat(value("SELECT to_regclass('sync.second_table') IS NOT NULL"), is("t"));
    }

    @Test
    public void theLockOfAKilledServiceIsCleared() throws Exception {
        migration.run(database);
        execute(
                database,
                "UPDATE sync.databasechangeloglock SET locked = true, lockedby = 'a dead one', lockgranted = now()");

        migration.run(database);

        assertThat(value("SELECT locked FROM sync.databasechangeloglock"), is("f"));
    }

    @Test
    public void twoServicesThatStartTogetherMigrateOnce() throws Exception {
        ExecutorService both = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> runs = Stream.of(1, 2)
                    .<Future<?>>map(i -> both.submit(() -> {
                        new SchemaMigration("db/test/two-tables.yaml").run(database);
                        return null;
                    }))
                    .toList();
            for (Future<?> run : runs) {
                run.get();
            }
        } finally {
            both.shutdownNow();
        }

        assertThat(value("SELECT count(*) FROM sync.databasechangelog"), is("2"));
    }

    @Test
    public void theConnectionGoesBackAsItCame() throws Exception {
        try (Connection connection = database.getConnection()) {
            String before = show(connection);

            migration.run(new SingleConnection(connection));

            assertThat(show(connection), is(before));
            assertThat(connection.getAutoCommit(), is(true));
            assertThat(value("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), is("0"));
        }
    }

    @Test
    public void aChangesetThatFailsIsNamedAndWhatCameBeforeStays() throws Exception {
        StorageException failure =
                assertThrows(StorageException.class, () -> new SchemaMigration("db/test/broken.yaml").run(database));

        assertThat(failure.getMessage(), containsString("breaks-here"));
        assertThat(failure.getMessage(), containsString("no_such_type"));
        assertThat(failure.isTransient(), is(false));
        assertThat(value("SELECT count(*) FROM sync.databasechangelog"), is("1"));
        assertThat(value("SELECT locked FROM sync.databasechangeloglock"), is("f"));
    }

    @Test
    public void aRoleWithoutCreateOnTheDatabaseIsToldTheGrant() throws Exception {
        execute(server.getPostgresDatabase(), "DROP ROLE IF EXISTS \"Branch\"");
        execute(server.getPostgresDatabase(), "CREATE ROLE \"Branch\" LOGIN PASSWORD 'x'");

        StorageException failure =
                assertThrows(StorageException.class, () -> migration.run(server.getDatabase("Branch", "Shop 1")));

        assertThat(failure.getMessage(), containsString("GRANT CREATE ON DATABASE \"Shop 1\" TO \"Branch\""));
        assertThat(failure.isTransient(), is(false));

        execute(database, "GRANT CREATE ON DATABASE \"Shop 1\" TO \"Branch\"");
        migration.run(server.getDatabase("Branch", "Shop 1"));

        assertThat(value("SELECT to_regclass('sync.second_table') IS NOT NULL"), is("t"));
    }

    @Test
    public void aRoleWithoutRightsOnTheSchemaIsToldTheGrant() throws Exception {
        execute(server.getPostgresDatabase(), "DROP ROLE IF EXISTS other");
        execute(server.getPostgresDatabase(), "CREATE ROLE other LOGIN PASSWORD 'x'");
        execute(database, "CREATE SCHEMA sync");

        StorageException failure =
                assertThrows(StorageException.class, () -> migration.run(server.getDatabase("other", "Shop 1")));

        assertThat(failure.getMessage(), containsString("GRANT CREATE, USAGE ON SCHEMA sync TO other"));
    }

    @Test
    public void anUnreachableDatabaseIsATransientFailure() {
        PGSimpleDataSource nobody = new PGSimpleDataSource();
        nobody.setUrl("jdbc:postgresql://127.0.0.1:1/none");

        StorageException failure = assertThrows(StorageException.class, () -> migration.run(nobody));

        assertThat(failure.isTransient(), is(true));
        assertThat(failure.getMessage(), containsString("127.0.0.1:1"));
    }

    @Test
    public void withoutADataSourceItSaysWhatItWaitsFor() {
        StorageException failure = assertThrows(StorageException.class, () -> new LiquibaseSchema().migrate());

        assertThat(failure.isTransient(), is(true));
        assertThat(failure.getMessage(), containsString("dataSourceName=sync"));
    }

    @Test
    public void theShippedChangelogRuns() throws Exception {
        LiquibaseSchema schema = new LiquibaseSchema();
        schema.database = database;

        schema.migrate();

        assertThat(value("SELECT to_regclass('sync.sync_nodes') IS NOT NULL"), is("t"));
    }

    @Test
    public void liquibaseReportsItsUseToNobody() throws Exception {
        boolean reported = Scope.child(
                ChangelogUpdate.settings(getClass().getClassLoader()), () -> AnalyticsArgs.ENABLED.getCurrentValue());

        assertThat(reported, is(false));
    }

    @Test
    public void theMasterChangelogNamesEveryFile() throws Exception {
        URL master = Objects.requireNonNull(getClass().getResource("/db/changelog.yaml"));
        String text = Files.readString(Path.of(master.toURI()));
        try (Stream<Path> files = Files.list(Path.of(master.toURI()).resolveSibling("changelog"))) {
            List<String> missing = files.map(file -> "db/changelog/" + file.getFileName())
                    .filter(file -> !text.contains(file))
                    .toList();

            assertThat(missing, is(List.of()));
        }
        assertThat(text, not(containsString("includeAll")));
    }

    private static String show(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT current_setting('search_path') || '|' || current_setting('lock_timeout')")) {
            row.next();
            return row.getString(1);
        }
    }

    private String value(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void execute(DataSource where, String sql) throws SQLException {
        try (Connection connection = where.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
