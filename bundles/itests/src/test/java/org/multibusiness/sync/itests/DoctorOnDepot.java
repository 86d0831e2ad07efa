package org.multibusiness.sync.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
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
 * The doctor's verdicts that take more than a broken network to cause: a privilege taken away, minutes without progress, a
 * wrong network card, a wrong clock, a copied server. Two branches and a third that is troubled in other ways each time, one story
 * in the order of the names; where a trouble is mended, the doctor must be silent again.
 */
@FixMethodOrder(MethodSorters.NAME_ASCENDING)
public class DoctorCausesIT {
    private static final Logger LOG = LoggerFactory.getLogger(DoctorCausesIT.class);
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration START = Duration.ofMinutes(5);

    private static final String TABLE = "CREATE TABLE IF NOT EXISTS public.article (id integer PRIMARY KEY, name text)";

    private static Namespaces wire;
    private static Path work;
    private static String hostA;
    private static String hostB;
    private static String hostC;
    private static Map<String, String> shared;
    private static Branch a;
    private static Branch b;
    private static Branch c;
    private static Branch copy;

    @BeforeClass
    public static void startBranches() throws Exception {
        boolean possible = Namespaces.possible();
        if (!possible) {
            LOG.warn("SKIPPED: DoctorCausesIT needs root, iproute2 (ip netns) and nftables");
        }
        assumeTrue("needs root, iproute2 and nftables", possible);
        work = Distribution.work(DoctorCausesIT.class);
        wire = new Namespaces();
        hostA = wire.add();
        hostB = wire.add();
        hostC = wire.add();
        shared = Map.of("SYNC_REGISTRATION_KEY", Cluster.key());
        a = wire.branch("west", hostA, work, shared);
        b = wire.branch("east", hostB, work, shared);
        c = wire.branch("depot", hostC, work, shared);
        a.start(Map.of());
        b.start(Map.of());
    }

    @AfterClass
    public static void stopBranches() throws Exception {
        if (wire == null) {
            return;
        }
        Stream.of(a, b, c, copy)
                .flatMap(branch -> Optional.ofNullable(branch).stream())
                .forEach(Branch::stop);
        wire.close();
        DoctorReport.write();
    }

    @Test
    public void t00NoFalseAlarmWhenNothingChanges() throws Exception {
        awaitWell("two branches on one wire, nothing to send", "IDLE");
    }

    @Test
    public void t02NoFalseAlarmWhenSomethingChanges() throws Exception {
        for (String host : List.of(hostA, hostB)) {
            wire.sql(host, url(host), TABLE, "INSERT INTO public.article VALUES (1, 'tea')");
        }
        for (Branch at : List.of(a, b)) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> at.log().contains("Capture is installed on public.article"));
        }
        wire.sql(hostA, a.databaseUrl(), "UPDATE public.article SET name = 'black tea'");
        awaitWell("a change, a moment ago", "HEALTHY");
    }

    @Test
    public void t05WhomDigFindsIsLinkedAndTheOwnNameInTheListIsNobody() throws Exception {
        boolean possible = NameService.possible();
        if (!possible) {
            LOG.warn("SKIPPED: the link by DNS needs dnsmasq and dig (apt-get install dnsmasq-base bind9-dnsutils)");
        }
        assumeTrue("needs dnsmasq and dig", possible);
        String server = wire.address(hostA);
        List<String> records = new ArrayList<>(NameService.naming(a, server));
        records.addAll(NameService.naming(c, wire.address(hostC)));
        try (NameService names = new NameService(wire, hostA, records.toArray(new String[0]))) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> names.dig(hostC, "west." + NameService.DOMAIN).contains(server));
            String services = names.dig(hostC, "SRV", "_multibiz-sync._tcp." + NameService.DOMAIN);
            assertTrue(services, services.contains(a.ports().sync() + " west.shop.test"));
            assertTrue(services, services.contains(c.ports().sync() + " depot.shop.test"));
            Files.writeString(
                    c.etc("org.multibusiness.sync.discovery.dns.cfg"),
                    "servers = " + server + "\n",
                    StandardOpenOption.APPEND);
            c.start(Map.of("SYNC_DISCOVERY", "dns", "SYNC_DNS_DOMAIN", NameService.DOMAIN));
            Awaitility.await("its database")
                    .atMost(START)
                    .pollInterval(Duration.ofSeconds(2))
                    .ignoreExceptions()
                    .until(() -> {
                        wire.sql(hostC, c.databaseUrl(), TABLE);
                        return true;
                    });

            Consultation.at(c)
                    .awaitOfPeer(
                            START, "found by DNS", "an SRV record for each, its own too", Set.of("HEALTHY", "IDLE"));
            Awaitility.await("east was introduced by west, and the own name is nobody")
                    .atMost(PATIENCE)
                    .until(() -> Consultation.at(c).examine("").path("healthy").asBoolean());

            String nodes = c.shell("sync:nodes --json");
            assertTrue(nodes, nodes.contains("\"dns\""));
            assertEquals(1, c.log().split("is this node itself", -1).length - 1);
        } finally {
            c.stop();
        }
    }

    @Test
    public void t10APrivilegeThatWasTakenAwayIsNamedWhereItIsMissing() throws Exception {
        superuser("REVOKE SET ON PARAMETER session_replication_role FROM sync");
        wire.sql(
                hostA,
                a.databaseUrl(),
                "INSERT INTO public.article SELECT i, 'article ' || i FROM generate_series(100, 5000) i",
                "INSERT INTO public.article VALUES (2, 'coffee')",
                "UPDATE public.article SET name = 'green tea' WHERE id = 1");

        JsonNode found = Consultation.at(b)
                .await(
                        PATIENCE,
                        "grant missing",
                        "REVOKE SET ON PARAMETER session_replication_role at east",
                        Set.of("MISSING_GRANT"),
                        "CERTAIN");

        String words = Consultation.words(found, "MISSING_GRANT");
        assertTrue(words, words.contains("GRANT SET ON PARAMETER session_replication_role TO \"sync\""));
    }

    @Test
    public void t20ACardThatLeadsNowhereIsNamed() throws Exception {
        wire.card(hostC, "docker0", "172.17.0.1/16");
        c.start(Map.of("SYNC_INTERFACES", "docker0"));

        JsonNode there = Consultation.at(c)
                .awaitOwn(
                        START,
                        "wrong interface",
                        "SYNC_INTERFACES = docker0, and the shop's network is on eth0",
                        Set.of("WRONG_INTERFACE"));

        String words = Consultation.words(there, "WRONG_INTERFACE");
        assertTrue(words, words.contains("172.17.0.1") && words.contains("eth0 (10.77.0.3"));
        c.stop();
    }

    @Test
    public void t30AWrongClockIsNamedAtBothServers() throws Exception {
        Optional<Path> library = FakeTime.library();
        if (library.isEmpty()) {
            LOG.warn("SKIPPED: the doctor's CLOCK_OFF needs libfaketime");
        }
        assumeTrue("needs libfaketime", library.isPresent());
        c.start(FakeTime.behind(library.get(), Duration.ofMinutes(20)));
        String cause = "the clock of depot is 20 min slow (libfaketime)";

        JsonNode here = Consultation.at(a).await(START, "clock off", cause, Set.of("CLOCK_OFF"), "CERTAIN");
        JsonNode there = Consultation.at(c).await(PATIENCE, "clock off", cause, Set.of("CLOCK_OFF"), "CERTAIN");

        assertTrue(here.toString(), Consultation.words(here, "CLOCK_OFF").contains("s behind this server's"));
        assertTrue(there.toString(), Consultation.words(there, "CLOCK_OFF").contains("s ahead of this server's"));
        c.stop();
    }

    /** It waits since {@link #t10APrivilegeThatWasTakenAwayIsNamedWhereItIsMissing}: two minutes are not for each a test. */
    @Test
    public void t40WhatDoesNotMoveForMinutesIsNamedByWhoSendsIt() throws Exception {
        JsonNode found = Consultation.at(a)
                .await(PATIENCE, "behind", "east applies nothing, and west has sold", Set.of("BEHIND"));

        String words = Consultation.words(found, "BEHIND");
        assertTrue(words, words.contains("3 transactions wait here"));
        superuser("GRANT SET ON PARAMETER session_replication_role TO sync");
        awaitWell("the GRANT that the doctor printed", "HEALTHY", "IDLE");
    }

    @Test
    public void t50ACopiedServerIsNamedAtAllThree() throws Exception {
        b.stop();
        copy = wire.branch("east-copy", hostC, work, shared);
        copyFolder(b.data("postgresql"), copy.data("postgresql"));
        copyFolder(b.data("sync"), copy.data("sync"));
        b.start(Map.of());
        copy.start(Map.of());
        String cause =
                "the data folder of east, its database in it, was copied to a third server, and both were started";

        Consultation.at(a).await(START, "clone", cause, Set.of("CLONE"), "CERTAIN");
        Consultation.at(b).awaitOwn(PATIENCE, "clone, seen by the original", cause, Set.of("CLONE"));
        Consultation.at(copy).awaitOwn(PATIENCE, "clone, seen by the copy", cause, Set.of("CLONE"));
    }

    /** With owners and modes, as an operator's copy of a disk has them. */
    private static void copyFolder(Path from, Path to) throws Exception {
        Files.createDirectories(to.getParent());
        Process copying = new ProcessBuilder("cp", "-a", from.toString(), to.toString()).start();
        assertEquals(0, copying.waitFor());
    }

    private static void awaitWell(String story, String... verdicts) throws Exception {
        for (Branch at : List.of(a, b)) {
            Consultation.at(at).await(START, "nothing", story, Set.of(verdicts));
            JsonNode answer = Consultation.at(at).examine("");
            assertTrue(answer.toString(), answer.get("healthy").asBoolean());
            assertEquals(0, answer.get("exit").asInt());
        }
    }

    private static String url(String host) throws IOException {
        return host.equals(hostA) ? a.databaseUrl() : b.databaseUrl();
    }

    /** At east, as the database's owner would. */
    private static void superuser(String statement) throws Exception {
        String password =
                Files.readString(b.data("postgresql/superuser.password")).trim();
        String server = b.databaseUrl()
                .substring(b.databaseUrl().indexOf('@'), b.databaseUrl().lastIndexOf('/'));
        wire.sql(hostB, "postgresql://postgres:" + password + server + "/postgres", statement);
    }
}
