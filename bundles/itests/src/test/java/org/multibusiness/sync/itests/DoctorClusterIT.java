package org.multibusiness.sync.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.FixMethodOrder;
import org.junit.Test;
import org.junit.runners.MethodSorters;
import org.multibusiness.sync.demo.Branch;
import org.multibusiness.sync.demo.Cluster;

/**
 * Two real branches, each on a host of its own on one wire. Each test causes one trouble, and sync:doctor must name it. One
 * story in the order of the names: starting a branch anew for each trouble would take an hour. The report stands in
 * {@code target/doctor-report.md}.
 */
@FixMethodOrder(MethodSorters.NAME_ASCENDING)
public class DoctorClusterIT {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration START = Duration.ofMinutes(5);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NO_ANNOUNCEMENTS_IN = "i udp dport 5353 drop";
    private static final String NO_ANNOUNCEMENTS_OUT = "o udp dport 5353 drop";
    private static final List<String> REPORT = new ArrayList<>(List.of(
            "| trouble | how it was caused | named by the doctor here | confidence | its words | ms |",
            "| --- | --- | --- | --- | --- | --- |"));

    private static Namespaces wire;
    private static String hostB;
    private static Branch a;
    private static Branch b;

    @BeforeClass
    public static void startBranches() throws Exception {
        boolean possible = Namespaces.possible();
        if (!possible) {
            System.err.println("SKIPPED: DoctorClusterIT needs root, iproute2 (ip netns) and nftables");
        }
        assumeTrue("needs root, iproute2 and nftables", possible);
        Path work = Distribution.work(DoctorClusterIT.class);
        wire = new Namespaces();
        String hostA = wire.add();
        hostB = wire.add();
        Map<String, String> shared = Map.of("SYNC_REGISTRATION_KEY", Cluster.key());
        a = branch("west", hostA, work, shared);
        b = branch("east", hostB, work, shared);
        a.start(Map.of());
        b.start(Map.of());
    }

    /** Announces every second, so that silence shows after seconds. */
    private static Branch branch(String name, String host, Path work, Map<String, String> shared) throws Exception {
        Branch branch = new Branch(name, wire.home(host, Distribution.home(), work), work, shared);
        Files.writeString(
                branch.etc("org.multibusiness.sync.discovery.multicast.cfg"),
                "presence.interval.ms = 1000\npeer.timeout.ms = 5000\n",
                StandardOpenOption.APPEND);
        return branch;
    }

    @AfterClass
    public static void stopBranches() throws Exception {
        if (wire == null) {
            return;
        }
        if (a != null) {
            a.stop();
        }
        if (b != null) {
            b.stop();
        }
        wire.close();
        Files.write(Path.of("target/doctor-report.md"), REPORT);
    }

    @Test
    public void t1_healthyOrIdleIsNoAlarm() throws Exception {
        JsonNode here = await(START, "nothing", "two branches on one wire", Set.of("HEALTHY", "IDLE"));

        assertTrue(here.toString(), here.get("healthy").asBoolean());
        assertEquals("HEALTHY", here.get("diagnoses").get(0).get("verdict").asText());
        assertEquals("the other one says the same", 0, examine(b).get("exit").asInt());
        assertEquals(0, here.get("exit").asInt());
    }

    @Test
    public void t2_aFirewallIsCertainWhileAnnouncementsAreHeard() throws Exception {
        wire.firewall(hostB, drop("dport"), drop("sport"));

        JsonNode found = await(PATIENCE, "firewall", "nft drops the sync port there", Set.of("FIREWALL"), "CERTAIN");

        assertEquals("something needs mending", 1, found.get("exit").asInt());
    }

    @Test
    public void t3_aFirewallIsLikelyWhenOnlyTheWireShowsLife() throws Exception {
        wire.firewall(hostB, drop("dport"), drop("sport"), NO_ANNOUNCEMENTS_IN, NO_ANNOUNCEMENTS_OUT);

        await(PATIENCE, "firewall", "nft drops the sync port and announcements there", Set.of("FIREWALL"), "LIKELY");
    }

    @Test
    public void t4_oneWayIsNamedWhenOnlyTheOtherCanDial() throws Exception {
        wire.firewall(hostB, drop("dport"));

        await(
                PATIENCE,
                "one way",
                "nft drops what comes in to the sync port there, not what goes out",
                Set.of("ONE_WAY"));
    }

    @Test
    public void t5_blockedMulticastIsNamedWhileTheLinkStays() throws Exception {
        wire.firewall(hostB, NO_ANNOUNCEMENTS_IN, NO_ANNOUNCEMENTS_OUT);

        JsonNode found = await(
                PATIENCE, "multicast filtered", "nft drops UDP 5353 there, both ways", Set.of("MULTICAST_BLOCKED"));

        assertTrue(found.toString(), words(found).contains("linked by TCP"));
    }

    @Test
    public void t6_aKilledServiceIsDeadAndNoFirewall() throws Exception {
        wire.firewall(hostB);
        b.kill();

        await(PATIENCE, "service killed", "kill -9 there", Set.of("SERVICE_DEAD"));
    }

    @Test
    public void t7_anUnpluggedServerIsSilentAndNoFirewall() throws Exception {
        wire.unplug(hostB);

        await(PATIENCE, "unplugged", "its cable is out of the switch", Set.of("HOST_SILENT"));
    }

    @Test
    public void t8_anotherKeyIsNamedAtBothServers() throws Exception {
        wire.plug(hostB);
        b.start(Map.of("SYNC_REGISTRATION_KEY", Cluster.key()));

        await(START, "wrong key", "started with another registration key there", Set.of("WRONG_KEY"));
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(2)).until(() -> {
            JsonNode there = examine(b);
            return there.has("diagnoses") && there.toString().contains("WRONG_KEY");
        });
    }

    private static String drop(String end) {
        return "i tcp " + end + " { " + a.ports().sync() + ", " + b.ports().sync() + " } drop";
    }

    private static JsonNode await(Duration patience, String trouble, String cause, Set<String> wanted, String... sure) {
        List<JsonNode> last = new ArrayList<>();
        try {
            Awaitility.await()
                    .atMost(patience)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> {
                        last.add(examine(a));
                        JsonNode peer = peer(last.get(last.size() - 1));
                        return wanted.contains(peer.path("verdict").asText())
                                && (sure.length == 0
                                        || sure[0].equals(
                                                peer.path("confidence").asText()));
                    });
        } finally {
            JsonNode peer = last.isEmpty() ? JSON.createObjectNode() : peer(last.get(last.size() - 1));
            REPORT.add("| " + trouble + " | " + cause + " | "
                    + peer.path("verdict").asText() + " | "
                    + peer.path("confidence").asText() + " | "
                    + peer.path("finding").asText() + " | "
                    + (last.isEmpty()
                            ? ""
                            : last.get(last.size() - 1).path("tookMs").asText()) + " |");
        }
        return last.get(last.size() - 1);
    }

    /** What the doctor at this branch says of the other one; nothing while he does not know it. */
    private static JsonNode peer(JsonNode examination) {
        for (JsonNode diagnosis : examination.path("diagnoses")) {
            if (!diagnosis.get("subject").get("self").asBoolean()) {
                return diagnosis;
            }
        }
        return JSON.createObjectNode();
    }

    private static String words(JsonNode examination) {
        return peer(examination).path("finding").asText();
    }

    /** The doctor's answer with the command's exit status; nothing while the node is still starting. */
    private static JsonNode examine(Branch at) throws Exception {
        String text = at.shell("sync:doctor --json");
        String exit = text.substring(text.lastIndexOf("exit ") + 5).trim();
        for (String line : text.lines().toList()) {
            if (line.startsWith("{")) {
                return with(JSON.readTree(line), exit);
            }
        }
        return JSON.createObjectNode();
    }

    private static JsonNode with(JsonNode answer, String exit) throws IOException {
        return ((com.fasterxml.jackson.databind.node.ObjectNode) answer).put("exit", Integer.parseInt(exit));
    }
}
