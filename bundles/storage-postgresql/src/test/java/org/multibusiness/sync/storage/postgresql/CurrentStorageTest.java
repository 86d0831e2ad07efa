package org.multibusiness.sync.storage.postgresql;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.api.storage.DatabaseAddress;
import org.multibusiness.sync.api.storage.DatabaseState;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.capture.TablePatterns;
import org.multibusiness.sync.storage.postgresql.database.DatabaseUrl;
import org.ops4j.pax.jdbc.pool.hikaricp.impl.HikariPooledDataSourceFactory;
import org.postgresql.osgi.PGDataSourceFactory;

/** The services over the pool that Karaf has, on a real server. */
public final class CurrentStorageTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private final List<String> announced = new ArrayList<>();
    private Optional<DatabaseAddress> offered = Optional.empty();
    private TestDatabase database;
    private CurrentStorage current;
    private StorageServices services;

    @Before
    public void prepare() throws Exception {
        database = SERVER.database();
        database.run(
                "DROP ROLE IF EXISTS branch",
                "CREATE ROLE branch LOGIN PASSWORD 'secret'",
                "GRANT SET ON PARAMETER session_replication_role TO branch",
                "ALTER DATABASE " + database.name() + " OWNER TO branch",
                "DROP SCHEMA sync CASCADE");
        current = new CurrentStorage(
                new StorageSettings(Optional.empty(), new TablePatterns("public.*", ""), Retention.DEFAULT, 0, ""),
                () -> offered,
                (address, patterns) -> OpenStorage.open(
                        address, patterns, new HikariPooledDataSourceFactory(), new PGDataSourceFactory()),
                new CurrentStorage.Announcement() {
                    @Override
                    public void up(DataSource source) {
                        announced.add("up");
                    }

                    @Override
                    public void down() {
                        announced.add("down");
                    }
                });
        services = new StorageServices(current);
    }

    @After
    public void close() throws Exception {
        current.close();
        database.run(
                "DROP OWNED BY branch CASCADE",
                "ALTER DATABASE " + database.name() + " OWNER TO postgres",
                "DROP ROLE branch");
    }

    @Test
    public void withoutAnAddressTheStateIsAbsentAndSaysWhatToDo() {
        assertEquals("absent", services.check().state());
        assertTrue(services.state().problem(), services.state().problem().contains("set DATABASE_URL"));
        StorageException failure = assertThrows(StorageException.class, services::install);
        assertTrue(failure.isTransient());
        assertTrue(failure.toString(), failure.toString().contains("set DATABASE_URL"));
        assertEquals(List.of(), services.tables());
    }

    @Test
    public void databaseThatIsFitIsReady() {
        offer("branch:secret", SERVER.port());

        DatabaseState state = services.check();

        assertEquals("", state.problem());
        assertEquals("ready", state.state());
        assertTrue(state.version(), state.version().startsWith("17."));
        assertEquals(List.of("up"), announced);
    }

    @Test
    public void serverThatIsNotThereIsUnreachableUntilItIs() {
        offer("branch:secret", 1);
        assertEquals("unreachable", services.check().state());
        assertTrue(services.state().problem(), services.state().problem().contains("could not connect"));

        offer("branch:secret", SERVER.port());
        assertEquals("ready", services.check().state());
        assertEquals(List.of("up", "down", "up"), announced);
    }

    @Test
    public void missingDatabaseAndUnknownRoleAreRefused() {
        offer("nobody:secret", SERVER.port());
        assertEquals("refused", services.check().state());
        assertTrue(services.state().problem(), services.state().problem().contains("check user and password"));

        offered = Optional.of(DatabaseUrl.parse("postgresql://branch:secret@localhost:" + SERVER.port() + "/nowhere"));
        assertEquals("refused", services.check().state());
        assertTrue(services.state().problem(), services.state().problem().contains("no such database"));
        assertFalse(services.state().problem().contains("secret"));
    }

    @Test
    public void missingPrivilegesAreNamedWithTheGrant() throws Exception {
        offer("branch:secret", SERVER.port());
        database.run("REVOKE SET ON PARAMETER session_replication_role FROM branch");
        assertProblem("GRANT SET ON PARAMETER session_replication_role TO \"branch\"");

        database.run("ALTER DATABASE " + database.name() + " OWNER TO postgres");
        assertProblem("GRANT CREATE ON DATABASE \"" + database.name() + "\" TO \"branch\"");

        database.run("CREATE SCHEMA sync");
        assertProblem("ALTER SCHEMA sync OWNER TO \"branch\"");

        database.run("ALTER DATABASE " + database.name() + " SET default_transaction_read_only = on");
        current.close();
        assertProblem("point DATABASE_URL to the primary");
        database.run(
                "SET default_transaction_read_only = off",
                "ALTER DATABASE " + database.name() + " RESET default_transaction_read_only");
    }

    @Test
    public void brokenConnectionsAreReplaced() throws Exception {
        offer("branch:secret", SERVER.port());
        assertEquals("ready", services.check().state());
        database.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'branch'");

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> services.check().state().equals("ready"));
    }

    @Test
    public void everyConnectionHasATimeoutAndANameAndTheyAreBounded() throws Exception {
        offer("branch:secret", SERVER.port());
        List<Connection> taken = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                taken.add(current.get().source().getConnection());
            }
            assertEquals(List.of("1min"), TestDatabase.query(taken.get(0), "SHOW statement_timeout"));
            assertEquals(List.of("multi-business-sync"), TestDatabase.query(taken.get(0), "SHOW application_name"));
            assertEquals(
                    List.of("8"), database.query("SELECT count(*) FROM pg_stat_activity WHERE usename = 'branch'"));
            assertThrows(SQLException.class, () -> current.get().source().getConnection());
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }
    }

    @Test
    public void wrongFirstConfigurationIsReportedAndNothingElseIsUsed() {
        offer("branch:secret", SERVER.port());
        current.configure(StorageSettings.unusable("database.url is wrong: no"));

        assertEquals(new DatabaseState("refused", "", "", "database.url is wrong: no"), services.check());
        assertTrue(
                assertThrows(StorageException.class, services::nodes).toString().contains("database.url is wrong"));
    }

    @Test
    public void configuredAddressGoesBeforeTheOfferedOne() {
        offer("branch:secret", 1);
        current.configure(new StorageSettings(
                address("branch:secret", SERVER.port()), new TablePatterns("public.*", ""), Retention.DEFAULT, 0, ""));

        assertEquals("ready", services.check().state());
    }

    private void assertProblem(String statement) {
        DatabaseState state = services.check();
        assertEquals("refused", state.state());
        assertTrue(state.problem(), state.problem().contains(statement));
    }

    private void offer(String login, int port) {
        offered = address(login, port);
    }

    private Optional<DatabaseAddress> address(String login, int port) {
        return Optional.of(DatabaseUrl.parse("postgresql://" + login + "@localhost:" + port + "/" + database.name()));
    }
}
