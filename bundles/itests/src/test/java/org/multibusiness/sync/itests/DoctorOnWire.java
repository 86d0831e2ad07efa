package org.multibusiness.sync.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.FixMethodOrder;
import org.junit.Test;
import org.junit.runners.MethodSorters;
import org.multibusiness.sync.demo.Branch;
import org.multibusiness.sync.demo.Cluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two real branches, each on a host of its own on one wire. Each test causes one trouble, and sync:doctor must name it. One
 * story in the order of the names: starting a branch anew for each trouble would take an hour. What needs more than the network
 * is in {@link DoctorCausesIT}. The report is {@link DoctorReport}.
 */
@FixMethodOrder(MethodSorters.NAME_ASCENDING)
public class DoctorClusterIT {
    private static final Logger LOG = LoggerFactory.getLogger(DoctorClusterIT.class);
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration START = Duration.ofMinutes(5);
    private static final String NO_ANNOUNCEMENTS_IN = "i udp dport 5353 drop";
    private static final String NO_ANNOUNCEMENTS_OUT = "o udp dport 5353 drop";

    private static Namespaces wire;
    private static String hostA;
    private static String hostB;
    private static Branch a;
    private static Branch b;
    private static Process guest;

    @BeforeClass
    public static void startBranches() throws Exception {
        boolean possible = Namespaces.possible();
        if (!possible) {
            LOG.warn("SKIPPED: DoctorClusterIT needs root, iproute2 (ip netns) and nftables");
        }
        assumeTrue("needs root, iproute2 and nftables", possible);
        Path work = Distribution.work(DoctorClusterIT.class);
        wire = new Namespaces();
        hostA = wire.add();
        hostB = wire.add();
        Map<String, String> shared = Map.of("SYNC_REGISTRATION_KEY", Cluster.key());
        a = wire.branch("west", hostA, work, shared);
        b = wire.branch("east", hostB, work, shared);
        a.start(Map.of());
    }

    @AfterClass
    public static void stopBranches() throws Exception {
        if (wire == null) {
            return;
        }
        if (guest != null) {
            guest.destroyForcibly();
        }
        if (a != null) {
            a.stop();
        }
        if (b != null) {
            b.stop();
        }
        wire.close();
        DoctorReport.write();
    }

    @Test
    public void t00WhoNeverHeardOfAnyoneIsAlone() throws Exception {
        await(START, "nobody else", "the other one is not started yet", Set.of("ALONE"), "CERTAIN");
        b.start(Map.of());
    }

    @Test
    public void t10HealthyOrIdleIsNoAlarm() throws Exception {
        JsonNode here = await(START, "nothing", "two branches on one wire", Set.of("HEALTHY", "IDLE"));

        assertTrue(here.toString(), here.get("healthy").asBoolean());
        assertEquals("HEALTHY", here.get("diagnoses").get(0).get("verdict").asText());
        assertEquals(
                "the other one says the same",
                0,
                Consultation.at(b).examine("").get("exit").asInt());
        assertEquals(0, here.get("exit").asInt());
    }

    @Test
    public void t11ANameOfNobodyAndAPausedNodeAreNamed() throws Exception {
        JsonNode unknown = Consultation.at(a).examine("nobody.invalid");
        DoctorReport.add(
                new DoctorReport.Case("no such name", "sync:doctor nobody.invalid", a.name(), Set.of("NAME_UNKNOWN")),
                unknown,
                Consultation.diagnosis(unknown, false, Set.of("NAME_UNKNOWN")));
        assertTrue(
                unknown.toString(), Consultation.words(unknown, "NAME_UNKNOWN").contains("nobody.invalid"));
        a.shell("sync:pause");
        try {
            await(PATIENCE, "paused", "sync:pause", Set.of("NOT_RUNNING"), "CERTAIN");
        } finally {
            a.shell("sync:resume");
        }
    }

    @Test
    public void t12ATableWithoutAKeyIsNamed() throws Exception {
        wire.sql(hostA, a.databaseUrl(), "CREATE TABLE public.keyless (word text)");
        JsonNode found = await(
                PATIENCE,
                "table not replicated",
                "CREATE TABLE without a key",
                Set.of("TABLE_NOT_REPLICATED"),
                "CERTAIN");
        assertTrue(
                found.toString(),
                Consultation.words(found, "TABLE_NOT_REPLICATED").contains("keyless"));

        wire.sql(hostA, a.databaseUrl(), "DROP TABLE public.keyless");
        await(PATIENCE, "nothing again", "the table is gone", Set.of("HEALTHY", "IDLE"));
    }

    @Test
    public void t13ATableThatDiffersIsNamed() throws Exception {
        for (String at : List.of(hostA, hostB)) {
            String url = at.equals(hostA) ? a.databaseUrl() : b.databaseUrl();
            wire.sql(at, url, "CREATE TABLE public.article (id integer PRIMARY KEY, name text)");
        }
        wire.sql(hostA, a.databaseUrl(), "ALTER TABLE public.article ADD COLUMN price numeric");

        JsonNode found =
                await(PATIENCE, "tables differ", "ALTER TABLE at one branch only", Set.of("SCHEMA_INCOMPATIBLE"));
        assertTrue(
                found.toString(),
                Consultation.words(found, "SCHEMA_INCOMPATIBLE").contains("article"));

        wire.sql(hostB, b.databaseUrl(), "ALTER TABLE public.article ADD COLUMN price numeric");
        await(PATIENCE, "nothing again", "the same migration at both", Set.of("HEALTHY", "IDLE"));
    }

    @Test
    public void t14ADatabaseThatLetsNobodyInIsNamed() throws Exception {
        int slash = a.databaseUrl().lastIndexOf('/');
        String besides = a.databaseUrl().substring(0, slash) + "/postgres";
        String name = a.databaseUrl().substring(slash + 1);
        wire.sql(
                hostA,
                besides,
                "ALTER DATABASE " + name + " ALLOW_CONNECTIONS false",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
        JsonNode found = await(
                PATIENCE,
                "database down",
                "ALTER DATABASE ... ALLOW_CONNECTIONS false",
                Set.of("DATABASE_DOWN"),
                "CERTAIN");
        assertEquals(1, found.get("exit").asInt());

        wire.sql(hostA, besides, "ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
        await(PATIENCE, "nothing again", "connections are allowed", Set.of("HEALTHY", "IDLE"));
    }

    @Test
    public void t20AFirewallIsCertainWhileAnnouncementsAreHeard() throws Exception {
        wire.firewall(hostB, drop("dport"), drop("sport"));

        JsonNode found = await(PATIENCE, "firewall", "nft drops the sync port there", Set.of("FIREWALL"), "CERTAIN");

        assertEquals("something needs mending", 1, found.get("exit").asInt());
    }

    @Test
    public void t30AFirewallIsLikelyWhenOnlyTheWireShowsLife() throws Exception {
        wire.firewall(hostB, drop("dport"), drop("sport"), NO_ANNOUNCEMENTS_IN, NO_ANNOUNCEMENTS_OUT);

        await(PATIENCE, "firewall", "nft drops the sync port and announcements there", Set.of("FIREWALL"), "LIKELY");
    }

    @Test
    public void t40OneWayIsNamedWhenOnlyTheOtherCanDial() throws Exception {
        wire.firewall(hostB, drop("dport"));

        await(
                PATIENCE,
                "one way",
                "nft drops what comes in to the sync port there, not what goes out",
                Set.of("ONE_WAY"));
    }

    @Test
    public void t50BlockedMulticastIsNamedWhileTheLinkStays() throws Exception {
        wire.firewall(hostB, NO_ANNOUNCEMENTS_IN, NO_ANNOUNCEMENTS_OUT);

        JsonNode found = await(
                PATIENCE, "multicast filtered", "nft drops UDP 5353 there, both ways", Set.of("MULTICAST_BLOCKED"));

        assertTrue(
                found.toString(), Consultation.words(found, "MULTICAST_BLOCKED").contains("linked by TCP"));
    }

    @Test
    public void t51AnAddressThatWasTypedInAndIsOldIsNamed() throws Exception {
        wire.firewall(hostB);
        a.shell("sync:peer-add 10.77.0.2:" + b.ports().sync());
        wire.readdress(hostB, "10.77.0.2", "10.77.0.12");

        await(PATIENCE, "address changed", "ip addr there; the old one was typed in here", Set.of("ADDRESS_CHANGED"));

        a.shell("sync:peer-remove 10.77.0.2:" + b.ports().sync());
    }

    @Test
    public void t52WhoWasStoppedOnPurposeIsNoAlarm() throws Exception {
        b.stop();
        JsonNode found = await(PATIENCE, "stopped on purpose", "bin/stop there", Set.of("LEFT"));
        assertEquals("shops close", 0, found.get("exit").asInt());

        b.start(Map.of());
        await(START, "nothing again", "started again", Set.of("HEALTHY", "IDLE"));
    }

    @Test
    public void t60AKilledServiceIsDeadAndNoFirewall() throws Exception {
        wire.firewall(hostB);
        b.kill();

        await(PATIENCE, "service killed", "kill -9 there", Set.of("SERVICE_DEAD"));
    }

    @Test
    public void t61AnotherProgramOnThePortIsNoPeer() throws Exception {
        a.shell("sync:peer-add 10.77.0.12:" + b.ports().sync());
        guest = wire.guest(hostB, "hold", String.valueOf(b.ports().sync()));

        await(PATIENCE, "something else listens", "a web server on the sync port there", Set.of("NOT_A_PEER"));
    }

    @Test
    public void t70AnUnpluggedServerIsSilentAndNoFirewall() throws Exception {
        wire.unplug(hostB);

        await(PATIENCE, "unplugged", "its cable is out of the switch", Set.of("HOST_SILENT"));
    }

    @Test
    public void t80WhoHasThePortIsNamedAtThatServer() throws Exception {
        wire.plug(hostB);
        b.start(Map.of("SYNC_REGISTRATION_KEY", Cluster.key()));

        JsonNode there = await(START, b, "port taken", "that web server is still there", Set.of("PORT_TAKEN"));

        String holder = Consultation.words(there, "PORT_TAKEN");
        assertTrue(holder, holder.contains("(pid " + guest.pid() + ")"));
    }

    @Test
    public void t81AnotherKeyIsNamedAtBothServers() throws Exception {
        guest.destroyForcibly().waitFor();

        await(PATIENCE, "wrong key", "started with another registration key there", Set.of("WRONG_KEY"), "CERTAIN");
        await(PATIENCE, b, "wrong key, seen from there", "the same", Set.of("WRONG_KEY"));
    }

    @Test
    public void t90ThePredecessorIsNamed() throws Exception {
        guest = wire.guest(hostB, "announce", "5353", """
            {"type":"presence","nodeId":"fbb213cb6067502f","nodeName":"sync-node-dell-hwandaza","ipAddress":"10.77.0.12",
             "port":8765,"serviceName":"multi-business-sync","registrationKeyHash":"%s",
             "capabilities":["sync-v1","compression","encryption"],"timestamp":"%s","version":"1.0.0"}
            """.formatted("ab".repeat(32), Instant.now()));

        await(PATIENCE, "the predecessor", "its announcement, as it sends it", Set.of("PREDECESSOR"));
    }

    private static String drop(String end) {
        return "i tcp " + end + " { " + a.ports().sync() + ", " + b.ports().sync() + " } drop";
    }

    private static JsonNode await(Duration patience, String trouble, String cause, Set<String> wanted, String... sure) {
        return await(patience, a, trouble, cause, wanted, sure);
    }

    private static JsonNode await(
            Duration patience, Branch at, String trouble, String cause, Set<String> wanted, String... sure) {
        return Consultation.at(at).await(patience, trouble, cause, wanted, sure);
    }
}
