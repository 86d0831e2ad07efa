package org.multibusiness.sync.storage.postgresql;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.storage.ReadRequest;
import org.multibusiness.sync.api.storage.TableStatus;
import org.multibusiness.sync.storage.postgresql.apply.Branch;
import org.multibusiness.sync.storage.postgresql.apply.LastWriter;
import org.multibusiness.sync.storage.postgresql.capture.TablePatterns;
import org.multibusiness.sync.storage.postgresql.database.DatabaseUrl;
import org.ops4j.pax.jdbc.pool.hikaricp.impl.HikariPooledDataSourceFactory;
import org.postgresql.osgi.PGDataSourceFactory;

/** The statements in docs/database-role.md, to the letter: with them a node's storage works; without one of them it says which. */
public final class DatabaseRoleTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private static final Path PAGE = Path.of("..", "..", "docs", "database-role.md");
    private static final String ITEM = "CREATE TABLE item (id integer PRIMARY KEY, name text)";
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private TestDatabase database;
    private OpenStorage storage;

    @Before
    public void aDatabaseWithARoleAsThePageSays() throws Exception {
        database = SERVER.database();
        database.run("DROP SCHEMA sync CASCADE", ITEM, "INSERT INTO item VALUES (1, 'tea')");
        database.run("DROP ROLE IF EXISTS till", "CREATE ROLE till LOGIN", "GRANT INSERT, TRUNCATE ON item TO till");
        database.run("DROP ROLE IF EXISTS sync_role");
        for (String statement : statements()) {
            database.run(statement.replace("DATABASE shop", "DATABASE " + database.name()));
        }
        try (Connection service = SERVER.connect(database.name(), "sync_role");
                Statement statement = service.createStatement()) {
            PostgresqlServer.createSchema(statement);
        }
        storage = OpenStorage.open(
                DatabaseUrl.parse("postgresql://sync_role:none@localhost:" + SERVER.port() + "/" + database.name()),
                new TablePatterns("public.*", ""),
                new HikariPooledDataSourceFactory(),
                new PGDataSourceFactory());
    }

    @After
    public void close() throws Exception {
        storage.close();
        database.run("DROP OWNED BY sync_role CASCADE", "DROP ROLE sync_role", "DROP OWNED BY till", "DROP ROLE till");
    }

    @Test
    public void withThesePrivilegesANodeCapturesSendsAndApplies() throws Exception {
        assertThat(storage.database().check().problem(), is(""));
        assertThat(storage.capture().install().get(0).reason(), is(""));
        storage.log().open(TestDatabase.SELF);
        run("till", "INSERT INTO item VALUES (2, 'milk')");
        VersionVector here = storage.log().number(NOON).vector();
        assertThat(
                storage.log()
                        .read(new ReadRequest(VersionVector.EMPTY, Set.of(), 0, 1_000, Long.MAX_VALUE))
                        .transactions()
                        .size(),
                is(2));

        Branch peer = new Branch(SERVER, 0xb, ITEM);
        peer.run("INSERT INTO item VALUES (3, 'salt'), (4, 'rum')")
                .run("UPDATE item SET name = 'gin' WHERE id = 4", "DELETE FROM item WHERE id = 3");
        storage.applier().apply(peer.database().after(here), LastWriter.resolution(), NOON);

        assertThat(
                database.query("SELECT t::text FROM item AS t ORDER BY id"),
                is(List.of("(1,tea)", "(2,milk)", "(4,gin)")));
        run("till", "TRUNCATE item");
        storage.log().number(NOON);
    }

    @Test
    public void theRoleIsNoSuperuserAndOwnsNoTableOfTheShop() throws Exception {
        assertThat(
                database.query("SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls"
                        + " FROM pg_roles WHERE rolname = 'sync_role'"),
                is(List.of("f")));
        assertThat(
                database.query("SELECT tableowner FROM pg_tables WHERE tablename = 'item'"), is(List.of("postgres")));
    }

    @Test
    public void createOnTheDatabaseMayBeTakenBackAfterTheFirstStart() throws Exception {
        database.run("REVOKE CREATE ON DATABASE " + database.name() + " FROM sync_role");

        assertThat(storage.database().check().problem(), is(""));
        assertThat(storage.capture().install().get(0).synced(), is(true));
    }

    @Test
    public void withoutTheParameterTheCheckNamesTheGrant() throws Exception {
        database.run("REVOKE SET ON PARAMETER session_replication_role FROM sync_role");

        assertThat(
                storage.database().check().problem(),
                containsString("GRANT SET ON PARAMETER session_replication_role TO \"sync_role\""));
    }

    @Test
    public void withoutAnyPrivilegeOnATableTheTableNamesTheGrant() throws Exception {
        for (String privilege : List.of("SELECT", "INSERT", "UPDATE", "DELETE", "TRIGGER")) {
            database.run("REVOKE " + privilege + " ON item FROM sync_role");
            TableStatus item = storage.capture().install().get(0);
            database.run("GRANT " + privilege + " ON item TO sync_role");

            assertThat(privilege, item.synced(), is(false));
            assertThat(
                    item.reason(),
                    containsString("GRANT " + privilege + " ON TABLE \"public\".\"item\" TO \"sync_role\""));
        }
    }

    private void run(String role, String statement) throws Exception {
        try (Connection connection = SERVER.connect(database.name(), role)) {
            TestDatabase.run(connection, statement);
        }
    }

    /** Of the page's first block of SQL. */
    private static List<String> statements() throws Exception {
        Matcher block = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        block.find();
        return Arrays.stream(block.group(1).split(";\n", -1))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }
}
