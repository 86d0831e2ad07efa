package org.multibusiness.sync.itests;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.is;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;
import org.multibusiness.sync.demo.Branch;
import org.multibusiness.sync.demo.Cluster;
import org.multibusiness.sync.demo.Sql;

/** Two branch servers as an operator sees them: shell, status, console, health, log. */
public class TwoBranchesIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofMinutes(1);

    private static int multicast;
    private static Cluster cluster;
    private static Branch a;
    private static Branch b;

    @BeforeClass
    public static void startBranches() throws Exception {
        multicast = Cluster.multicastPort();
        cluster = new Cluster(Distribution.home(), Distribution.work(TwoBranchesIT.class), 2);
        a = cluster.get(0);
        b = cluster.get(1);
        try {
            for (Branch branch : cluster.branches()) {
                branch.start(Map.of("SYNC_MULTICAST_PORT", String.valueOf(multicast)));
            }
            for (Branch branch : cluster.branches()) {
                branch.awaitReady();
            }
            cluster.awaitAllLinked(SOON);
            for (Branch branch : cluster.branches()) {
                try (Sql sql = branch.sql()) {
                    sql.run("CREATE TABLE products (sku text PRIMARY KEY, name text NOT NULL, price numeric(12,2))");
                }
            }
            try (Sql atA = a.sql();
                    Sql atB = b.sql()) {
                atA.run("INSERT INTO products SELECT 'sku-' || n, 'Product ' || n, n FROM generate_series(1, 20) AS n");
                atB.await("SELECT count(*) FROM products", "20", 60);
            }
        } catch (Exception e) {
            cluster.close();
            throw e;
        }
    }

    @AfterClass
    public static void stopBranches() {
        cluster.close();
    }

    @Test
    public void statusHasTheFieldsOfTheContractAtBoth() throws Exception {
        for (Branch branch : cluster.branches()) {
            JsonNode status = JSON.readTree(branch.shell("sync:status --json"));

            assertEquals(branch.name(), status.at("/nodeName").asText());
            assertEquals("syncing", status.at("/state").asText());
            assertEquals("ready", status.at("/database/state").asText());
            assertThat(status.at("/nodeId").asText(), is(selfId(branch)));
            for (String field : List.of(
                    "/version",
                    "/database/version",
                    "/vector",
                    "/peers/0/nodeId",
                    "/peers/0/nodeName",
                    "/peers/0/state",
                    "/peers/0/address",
                    "/peers/0/via",
                    "/peers/0/lastSeen",
                    "/peers/0/lagMs",
                    "/peers/0/pendingTransactions",
                    "/counts/unprocessed",
                    "/counts/conflictsOpen",
                    "/counts/parked",
                    "/counts/alertsActive",
                    "/providers/discovery/0",
                    "/providers/transport/0")) {
                assertFalse(field + " is missing in " + status, status.at(field).isMissingNode());
            }
            assertEquals(1, status.at("/vector").size());
        }
    }

    private static String selfId(Branch branch) throws Exception {
        return stream(JSON.readTree(branch.shell("sync:nodes --json")))
                .filter(node -> node.at("/self").asBoolean())
                .map(node -> node.at("/nodeId").asText())
                .findFirst()
                .orElseThrow();
    }

    @Test
    public void nodesListsBothAtBoth() throws Exception {
        for (Branch branch : cluster.branches()) {
            List<String> names = stream(JSON.readTree(branch.shell("sync:nodes --json")))
                    .filter(node ->
                            List.of("self", "linked").contains(node.at("/state").asText()))
                    .map(node -> node.at("/nodeName").asText())
                    .sorted()
                    .toList();
            assertEquals(List.of("branch-a", "branch-b"), names);
        }
    }

    @Test
    public void aPredecessorIsListedAndNeverSyncedWith() throws Exception {
        try (ServerSocket predecessor = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            announce("""
                    {"type":"presence","nodeId":"fbb213cb6067502f","nodeName":"sync-node-dell-hwandaza","ipAddress":"127.0.0.1",
                     "port":%d,"serviceName":"multi-business-sync","registrationKeyHash":"%s",
                     "capabilities":["sync-v1","compression","encryption"],"timestamp":"%s","version":"1.0.0"}
                    """.formatted(predecessor.getLocalPort(), "ab".repeat(32), Instant.now()));

            await().atMost(SOON).until(() -> "predecessor-version".equals(predecessorsState(a)));
            await().atMost(SOON).until(() -> "predecessor-version".equals(predecessorsState(b)));
            assertThat(a.shell("sync:nodes"), containsString("sync-node-dell-hwandaza"));
            a.shell("sync:now");
            predecessor.setSoTimeout(3_000);
            assertTrue("nobody dials a predecessor", isNeverDialled(predecessor));
        }
        assertEquals(
                1, JSON.readTree(a.shell("sync:status --json")).at("/vector").size());
    }

    private static String predecessorsState(Branch branch) throws Exception {
        return stream(JSON.readTree(branch.status()).at("/nodes"))
                .filter(node -> node.at("/nodeName").asText().equals("sync-node-dell-hwandaza"))
                .map(node -> node.at("/state").asText())
                .findFirst()
                .orElse("not listed");
    }

    private static boolean isNeverDialled(ServerSocket server) throws Exception {
        try {
            server.accept().close();
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        }
    }

    private static void announce(String message) throws Exception {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
            socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, loopback);
            socket.send(new DatagramPacket(
                    bytes, bytes.length, new InetSocketAddress(InetAddress.getByName("224.0.0.251"), multicast)));
        }
    }

    @Test
    public void aTableThatDiffersIsHeldAndNamedWhileTheOthersFlow() throws Exception {
        try (Sql atA = a.sql();
                Sql atB = b.sql()) {
            atA.run("CREATE TABLE offers (id int PRIMARY KEY, text text NOT NULL, until date NOT NULL)");
            atB.run("CREATE TABLE offers (id int PRIMARY KEY, text text NOT NULL, until timestamptz NOT NULL)");
            await().atMost(SOON)
                    .until(() ->
                            a.status().contains("public.offers") && b.status().contains("public.offers"));
            atA.run("INSERT INTO offers VALUES (1, 'Two for one', '2026-12-24')");
            atA.run("INSERT INTO products VALUES ('flows', 'Flows', 1)");
            atB.await("SELECT count(*) FROM products WHERE sku = 'flows'", "1", 60);
            assertEquals("0", atB.value("SELECT count(*) FROM offers"));
            await().atMost(SOON)
                    .until(() ->
                            JSON.readTree(b.status()).at("/status/heldTables").has("public.offers"));
            // The database is looked at every 5 s: what the peer says of a table may be known before it was seen here.
            await().atMost(SOON).until(() -> b.shell("sync:tables").contains("offers"));
            assertThat(
                    JSON.readTree(b.status())
                            .at("/status/heldTables/public.offers")
                            .asText(),
                    containsString("until"));

            atB.run("ALTER TABLE offers ALTER COLUMN until TYPE date");
            atB.await("SELECT until FROM offers WHERE id = 1", "2026-12-24", 60);
            await().atMost(SOON)
                    .until(() ->
                            !JSON.readTree(b.status()).at("/status/heldTables").has("public.offers"));
        }
    }

    @Test
    public void theConsoleShowsTheClusterWithoutAnyErrorInTheBrowser() throws Exception {
        assumeTrue(
                "SKIPPED: no chromium and chromedriver here (apt-get install chromium chromium-driver)",
                Chromium.isInstalled());
        Path screenshot = Path.of(System.getProperty("sync.screenshots"), "sync-tab.png");
        try (Chromium browser = new Chromium("admin", a.password())) {
            browser.open(a.consoleUrl());
            browser.awaitText("Multi-Business Sync");
            browser.awaitText("branch-b");
            browser.awaitText("In sync with 1 of 1 branches");
            Files.createDirectories(screenshot.toAbsolutePath().getParent());
            Files.write(screenshot, browser.screenshot());

            assertEquals(List.of(), browser.errors());
        }
    }

    @Test
    public void theLogIsJsonLinesThatNameNodeAndPeer() throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : a.log().lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        assertTrue(lines.stream().allMatch(line -> line.has("timestamp") && line.has("level") && line.has("message")));
        String peer = peerId();
        assertTrue(lines.stream().anyMatch(line -> line.at("/node").asText().equals("branch-a")));
        assertTrue(lines.stream().anyMatch(line -> line.at("/peer").asText().equals(peer)));
    }

    private static String peerId() throws Exception {
        return JSON.readTree(a.status()).at("/status/peers/0/nodeId").asText();
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
