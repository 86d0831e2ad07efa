package org.multibusiness.sync.itests;

import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;
import org.multibusiness.sync.demo.Branch;
import org.multibusiness.sync.demo.Cluster;
import org.multibusiness.sync.demo.Sql;

/**
 * What an operator does wrong is named in log and {@code sync:status}, with what to do; the container stays up, and carries on by
 * itself when it is mended. Branch B has no PostgreSQL of its own here: it uses databases in branch A's server.
 */
public class MisconfigurationIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String EMBEDDED = "org.multibusiness.sync.embedded.postgresql.cfg";
    private static final String STORAGE = "org.multibusiness.sync.storage.postgresql.cfg";
    private static final String TRANSPORT = "org.multibusiness.sync.transport.tcp.cfg";
    private static final String ENGINE = "org.multibusiness.sync.engine.cfg";
    private static final String MULTICAST = "org.multibusiness.sync.discovery.multicast.cfg";
    private static final String SECURITY = "org.multibusiness.sync.security.cfg";
    private static final String KEY = Cluster.key();
    private static final String PASSWORD = "s3cret-of-the-shop";

    private static Cluster cluster;
    private static Branch a;
    private static Branch b;
    private static String server;

    @BeforeClass
    public static void startBranches() throws Exception {
        cluster = new Cluster(Distribution.home(), Distribution.work(MisconfigurationIT.class), 2);
        a = cluster.get(0);
        b = cluster.get(1);
        try {
            a.start(Map.of("SYNC_REGISTRATION_KEY", KEY));
            a.awaitReady();
            server = a.databaseUrl().replaceAll(".*@(.*)/.*", "$1");
            asSuperuser(
                    "CREATE ROLE shop LOGIN PASSWORD '" + PASSWORD + "'",
                    "CREATE DATABASE shop OWNER shop",
                    "GRANT SET ON PARAMETER session_replication_role TO shop");
            set(EMBEDDED, "enabled", "false");
            set(STORAGE, "database.url", url("shop", PASSWORD, "shop"));
            set(SECURITY, "registration.key", KEY);
            b.start(Map.of("SYNC_REGISTRATION_KEY", ""));
            b.awaitReady();
            b.awaitLinked(1, PATIENCE);
        } catch (Exception e) {
            cluster.close();
            throw e;
        }
    }

    @AfterClass
    public static void stopBranches() {
        cluster.close();
    }

    /** Whatever was wrong is mended, and nobody had to restart anything. */
    @After
    public void carriesOn() throws Exception {
        set(STORAGE, "database.url", url("shop", PASSWORD, "shop"));
        set(SECURITY, "registration.key", KEY);
        set(TRANSPORT, "port", String.valueOf(b.ports().sync()));
        b.awaitReady();
        b.awaitLinked(1, PATIENCE);
        for (Branch branch : cluster.branches()) {
            await("nothing needs attention any more").atMost(PATIENCE).until(() -> attention(branch), String::isEmpty);
        }
        assertFalse("a password in the log", b.log().contains(PASSWORD));
        assertFalse("a password in the status", b.status().contains(PASSWORD));
    }

    @Test
    public void noDatabaseAtAll() throws Exception {
        set(STORAGE, "database.url", "");
        assertNamed(b, "DATABASE_URL");
    }

    @Test
    public void aDatabaseThatNobodyServes() throws Exception {
        set(STORAGE, "database.url", "postgresql://shop:" + PASSWORD + "@127.0.0.1:1/shop");
        assertNamed(b, "127.0.0.1:1", "shop");
    }

    @Test
    public void anAddressThatIsNone() throws Exception {
        set(STORAGE, "database.url", "mysql://shop:" + PASSWORD + "@127.0.0.1/shop");
        assertNamed(b, "database.url", "postgresql://");
    }

    @Test
    public void aDatabaseThatDoesNotExist() throws Exception {
        set(STORAGE, "database.url", url("shop", PASSWORD, "shopp"));
        assertNamed(b, "shopp", "does not exist");
    }

    @Test
    public void aWrongPassword() throws Exception {
        set(STORAGE, "database.url", url("shop", "wrong-" + PASSWORD, "shop"));
        assertNamed(b, "password", "shop");
    }

    @Test
    public void aRoleThatMayNotCreateTheSchemaCarriesOnAfterTheGrantThatWasNamed() throws Exception {
        asSuperuser("CREATE DATABASE poor", "CREATE ROLE poor LOGIN PASSWORD '" + PASSWORD + "'");
        set(STORAGE, "database.url", url("poor", PASSWORD, "poor"));
        for (String grant : List.of(
                "GRANT CREATE ON DATABASE \"poor\" TO \"poor\"",
                "GRANT SET ON PARAMETER session_replication_role TO \"poor\"")) {
            assertNamed(b, grant);
            asSuperuser(grant);
        }
        b.awaitReady();
    }

    @Test
    public void aTableWithoutPrimaryKey() throws Exception {
        try (Sql atA = a.sql();
                Sql atB = new Sql(url("shop", PASSWORD, "shop"))) {
            for (Sql sql : List.of(atA, atB)) {
                sql.run("CREATE TABLE notes (text text)");
            }
            assertNamed(b, "public.notes", "not synced", "primary key");
            for (Sql sql : List.of(atA, atB)) {
                sql.run("ALTER TABLE notes ADD COLUMN id int PRIMARY KEY");
            }
            await().atMost(PATIENCE).until(() -> attention(b), String::isEmpty);
            for (Sql sql : List.of(atA, atB)) {
                sql.run("DROP TABLE notes");
            }
        }
    }

    @Test
    public void aPortThatIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            set(TRANSPORT, "port", String.valueOf(taken.getLocalPort()));
            assertNamed(b, String.valueOf(taken.getLocalPort()), "SYNC_PORT");
        }
        await("listens as soon as the port is free").atMost(PATIENCE).until(() -> attention(b), String::isEmpty);
    }

    @Test
    public void valuesThatAreNotAllowed() throws Exception {
        assertRefused(ENGINE, "interval.ms", "soon", "30000");
        assertRefused(TRANSPORT, "port", "99999", String.valueOf(b.ports().sync()));
        assertRefused(MULTICAST, "multicast.group", "10.0.0.1", "224.0.0.251");
        assertRefused(STORAGE, "tables", "public", "public.*");
    }

    @Test
    public void badValuesAtTheVeryFirstStart() throws Exception {
        Branch fresh =
                new Branch("branch-x", Distribution.home(), Distribution.work(MisconfigurationIT.class, "x"), Map.of());
        try {
            set(fresh, EMBEDDED, "port", "80");
            set(fresh, TRANSPORT, "port", "none");
            fresh.start(Map.of(
                    "SYNC_INTERFACES", "lo,lo0", "SYNC_MULTICAST_PORT", String.valueOf(Cluster.multicastPort())));
            assertNamed(fresh, EMBEDDED, "port", "80");
            assertNamed(fresh, TRANSPORT, "port", "none");
            set(fresh, EMBEDDED, "port", "0");
            set(fresh, TRANSPORT, "port", String.valueOf(fresh.ports().sync()));
            fresh.awaitReady();
            await("nothing needs attention").atMost(PATIENCE).until(() -> attention(fresh), String::isEmpty);
        } finally {
            fresh.stop();
        }
    }

    private static void assertRefused(String file, String key, String value, String good) throws Exception {
        set(file, key, value);
        assertNamed(b, key, value);
        set(file, key, good);
        await(key + " is good again").atMost(PATIENCE).until(() -> attention(b), String::isEmpty);
    }

    @Test
    public void anotherRegistrationKey() throws Exception {
        set(SECURITY, "registration.key", Cluster.key());
        // A link that is up stays up: keys can be changed without a gap.
        b.shell("bundle:restart org.multibusiness.sync.transport.tcp");
        assertNamed(b, "branch-a", "registration key");
        assertNamed(a, "branch-b", "registration key");
    }

    /** In the status, and in the log as a warning or an error. */
    private static void assertNamed(Branch at, String... parts) {
        await("status names " + List.of(parts))
                .atMost(PATIENCE)
                .until(() -> attention(at), text -> hasAll(text, parts));
        await("log names " + List.of(parts))
                .atMost(PATIENCE)
                .until(() -> problems(at), lines -> lines.stream().anyMatch(line -> hasAll(line, parts)));
    }

    private static boolean hasAll(String text, String... parts) {
        return Stream.of(parts).allMatch(text::contains);
    }

    private static String attention(Branch at) throws Exception {
        String answer = at.status();
        return answer.isEmpty()
                ? "no answer"
                : String.join("\n", texts(JSON.readTree(answer).at("/status/attention")));
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asText).toList();
    }

    private static List<String> problems(Branch at) throws Exception {
        List<String> messages = new ArrayList<>();
        for (String line : at.log().lines().toList()) {
            JsonNode entry = JSON.readTree(line);
            if (List.of("WARN", "ERROR").contains(entry.at("/level").asText())) {
                messages.add(entry.at("/message").asText());
            }
        }
        return messages;
    }

    private static String url(String role, String password, String database) {
        return "postgresql://" + role + ':' + password + '@' + server + '/' + database;
    }

    private static void asSuperuser(String... statements) throws Exception {
        String password =
                Files.readString(a.data("postgresql/superuser.password")).trim();
        try (Sql sql = new Sql(url("postgres", password, "postgres"))) {
            for (String statement : statements) {
                sql.run(statement);
            }
        }
    }

    private static void set(String file, String key, String value) throws Exception {
        set(b, file, key, value);
    }

    /** Changes a key in a branch's configuration file, in one step, as an editor does. */
    private static void set(Branch at, String file, String key, String value) throws Exception {
        Path path = at.etc(file);
        List<String> lines = Files.readAllLines(path).stream()
                .map(line -> line.startsWith(key + " ") ? key + " = " + value : line)
                .toList();
        Path changed = Files.write(path.resolveSibling(file + ".new"), lines);
        Files.move(changed, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
