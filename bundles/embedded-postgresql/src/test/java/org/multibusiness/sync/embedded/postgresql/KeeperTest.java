package org.multibusiness.sync.embedded.postgresql;

import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** With the real binaries: as root these tests show the user namespace, as an ordinary user the plain start. */
public class KeeperTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** What all tests start from: unpacked once, created once. */
    @ClassRule
    public static final TemporaryFolder TEMPLATE = new TemporaryFolder();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static Installation installation = new Installation(Path.of(""));

    private final Heard heard = new Heard();
    private Path home = Path.of("");
    private @Nullable Keeper keeper;

    @BeforeClass
    public static void createTemplate() throws Exception {
        Path root = TEMPLATE.getRoot().toPath();
        installation = Installation.unpackedIn(root);
        Server.prepare(settings(root.resolve("postgresql"), 0));
    }

    @Before
    public void copyTemplate() throws Exception {
        home = folder.getRoot().toPath().resolve("postgresql");
        Path template = TEMPLATE.getRoot().toPath().resolve("postgresql");
        try (Stream<Path> files = Files.walk(template)) {
            for (Path file : files.toList()) {
                Files.copy(file, home.resolve(template.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    @After
    public void stop() throws Exception {
        if (keeper != null) {
            keeper.close();
        }
        if (Files.isDirectory(home.resolve("cluster"))) {
            new Cluster(home, installation, ServerUser.detect(home)).stop();
        }
    }

    @Test
    public void firstStartGivesADatabaseToARoleThatIsNoSuperuser() throws Exception {
        EmbeddedAddress address = start(0);

        try (Connection connection = connect(address);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE sale (id int PRIMARY KEY)");
            statement.execute("SET session_replication_role = replica");
            assertEquals("off", single(statement, "SHOW is_superuser"));
            assertEquals("on", single(statement, "SHOW fsync"));
            assertEquals("on", single(statement, "SHOW data_checksums"));
            assertEquals("127.0.0.1", single(statement, "SHOW listen_addresses"));
            assertThrows(SQLException.class, () -> statement.execute("CREATE ROLE intruder"));
        }
    }

    @Test
    public void nobodyGetsInWithoutThePassword() throws Exception {
        EmbeddedAddress address = start(0);

        SQLException refused =
                assertThrows(SQLException.class, () -> connect(new EmbeddedAddress(address.port(), "guessed")));

        assertEquals("28P01", refused.getSQLState());
        assertFalse(address.toString().contains(address.password()));
    }

    @Test
    public void passwordsAreReadableByTheOwnerOnly() throws Exception {
        assumeTrue(Files.getFileStore(folder.getRoot().toPath()).supportsFileAttributeView("posix"));

        start(0);

        for (String file : List.of("superuser.password", "sync.password")) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(file))));
        }
        assertFalse(Files.exists(home.resolve("initdb.password")));
    }

    @Test
    public void restartKeepsRowsPortAndPassword() throws Exception {
        EmbeddedAddress before = start(0);
        execute(before, "CREATE TABLE sale (id int PRIMARY KEY)", "INSERT INTO sale VALUES (7)");
        close();

        EmbeddedAddress after = start(0);

        assertEquals(before, after);
        assertEquals("7", query(after, "SELECT id FROM sale"));
    }

    @Test
    public void killedServerComesBackWithItsRows() throws Exception {
        EmbeddedAddress address = start(0);
        execute(address, "CREATE TABLE sale (id int PRIMARY KEY)", "INSERT INTO sale VALUES (7)");
        long pid = postmaster().pid();

        assertTrue(ProcessHandle.of(pid).orElseThrow().destroyForcibly());

        await().atMost(LIMIT).until(() -> heard.times() == 2);
        assertNotEquals(pid, postmaster().pid());
        assertEquals("7", query(address, "SELECT id FROM sale"));
    }

    @Test
    public void serverLeftRunningByAKilledServiceIsTakenOver() throws Exception {
        Server left = Server.prepare(settings(0));
        long pid = left.run(new CountDownLatch(1)).process().pid();

        start(0);

        assertEquals(pid, postmaster().pid());
    }

    @Test
    public void serverLeftRunningOnAnotherPortIsMovedToTheConfiguredOne() throws Exception {
        Server left = Server.prepare(settings(0));
        left.run(new CountDownLatch(1));
        int port = freePort();

        EmbeddedAddress address = start(port);

        assertEquals(port, address.port());
        assertEquals("1", query(address, "SELECT 1"));
    }

    @Test
    public void staleLockWithTheNumberOfAnotherProgramDoesNotStopTheStart() throws Exception {
        start(0);
        close();
        Files.write(
                home.resolve("cluster").resolve(Postmaster.FILE),
                List.of(
                        Long.toString(ProcessHandle.current().pid()),
                        home.toString(),
                        "1",
                        "5432",
                        "",
                        "",
                        "",
                        "ready"));

        EmbeddedAddress address = start(0);

        assertEquals("1", query(address, "SELECT 1"));
    }

    @Test
    public void emptyLockOfAPowerCutDoesNotStopTheStart() throws Exception {
        start(0);
        close();
        Files.createFile(home.resolve("cluster").resolve(Postmaster.FILE));

        EmbeddedAddress address = start(0);

        assertEquals("1", query(address, "SELECT 1"));
    }

    @Test
    public void clusterThatWasNeverFinishedIsMadeAgain() throws Exception {
        Files.move(home.resolve("cluster"), home.resolve("cluster.new"));
        Files.delete(home.resolve("cluster.new").resolve("PG_VERSION"));

        EmbeddedAddress address = start(0);

        assertEquals("1", query(address, "SELECT 1"));
        assertFalse(Files.exists(home.resolve("cluster.new")));
    }

    @Test
    public void takenPortIsNamedAndUsedOnceItIsFree() throws Exception {
        Server server = Server.prepare(settings(0));
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Server blocked = Server.prepare(settings(taken.getLocalPort()));

            String message =
                    String.valueOf(assertThrows(ClusterException.class, () -> blocked.run(new CountDownLatch(1)))
                            .getMessage());

            assertTrue(message, message.contains("Port " + taken.getLocalPort()));
        }
        assertEquals("1", query(server.run(new CountDownLatch(1)).address(), "SELECT 1"));
    }

    @Test
    public void rootWithoutUserNamespacesRunsItAsAnotherUser() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")));
        Path fresh = Files.createDirectory(folder.getRoot().toPath().resolve("fresh"));
        Cluster cluster = new Cluster(fresh, Installation.unpackedIn(fresh), ServerUser.other(fresh));

        cluster.create("secret-for-this-test");
        Postmaster postmaster = cluster.start(freePort(), new CountDownLatch(1));

        try {
            assertTrue(new Provisioning(postmaster.port(), "secret-for-this-test").serves(cluster.directory()));
            assertNotEquals("root", Files.getOwner(cluster.directory()).getName());
        } finally {
            cluster.stop();
        }
        assertTrue(cluster.running().isEmpty());
    }

    @Test
    public void closingEndsProcessAndThread() throws Exception {
        start(0);
        ProcessHandle process = ProcessHandle.of(postmaster().pid()).orElseThrow();

        close();

        assertFalse(process.isAlive());
        assertTrue(heard.wentAway());
        assertFalse(Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("sync-embedded-postgresql")));
    }

    private EmbeddedAddress start(int port) {
        heard.forget();
        Keeper started = new Keeper(settings(port), heard, null);
        keeper = started;
        started.start();
        await().atMost(LIMIT).until(() -> heard.times() == 1);
        return heard.address();
    }

    private void close() {
        if (keeper != null) {
            keeper.close();
            keeper = null;
        }
    }

    private Settings settings(int port) {
        return settings(home, port);
    }

    private static Settings settings(Path home, int port) {
        return new Settings(
                Settings.Enabled.TRUE, home, port, installation.root().toString());
    }

    private Postmaster postmaster() throws Exception {
        return Postmaster.in(home.resolve("cluster")).orElseThrow();
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Connection connect(EmbeddedAddress address) throws SQLException {
        return DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
    }

    private static void execute(EmbeddedAddress address, String... commands) throws SQLException {
        try (Connection connection = connect(address);
                Statement statement = connection.createStatement()) {
            for (String command : commands) {
                statement.execute(command);
            }
        }
    }

    private static String query(EmbeddedAddress address, String query) throws SQLException {
        try (Connection connection = connect(address);
                Statement statement = connection.createStatement()) {
            return single(statement, query);
        }
    }

    private static String single(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            assertTrue(rows.next());
            return rows.getString(1);
        }
    }

    /** Remembers what the keeper said. */
    private static final class Heard implements Keeper.Announcement {
        private @Nullable EmbeddedAddress address;
        private int times;
        private boolean gone;

        @Override
        public synchronized void ready(EmbeddedAddress ready) {
            address = ready;
            times++;
        }

        @Override
        public synchronized void gone() {
            gone = true;
        }

        synchronized void forget() {
            times = 0;
            gone = false;
        }

        synchronized int times() {
            return times;
        }

        synchronized boolean wentAway() {
            return gone;
        }

        synchronized EmbeddedAddress address() {
            return Objects.requireNonNull(address);
        }
    }
}
