package org.multibusiness.sync.itests;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.FixMethodOrder;
import org.junit.Test;
import org.junit.runners.MethodSorters;
import org.multibusiness.sync.demo.Branch;
import org.multibusiness.sync.demo.Cluster;
import org.multibusiness.sync.demo.Sql;

/**
 * Three branches whose key comes from the environment. It is rotated while all sell; a branch misses the grace period and comes back; at
 * last one is expelled, which is why the order is fixed.
 */
@FixMethodOrder(MethodSorters.NAME_ASCENDING)
public class TrustIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LINKED = Duration.ofMinutes(2);
    private static final int PROBES = 20;

    private static Cluster cluster;
    private static Branch a;
    private static Branch b;
    private static Branch c;

    @BeforeClass
    public static void startBranches() throws Exception {
        cluster = new Cluster(Distribution.home(), Distribution.work(TrustIT.class), 3);
        a = cluster.get(0);
        b = cluster.get(1);
        c = cluster.get(2);
        try {
            for (Branch branch : cluster.branches()) {
                branch.start(Map.of());
            }
            for (Branch branch : cluster.branches()) {
                branch.awaitReady();
            }
            Selling.prepare(cluster);
            for (Branch branch : cluster.branches()) {
                run(branch, "CREATE TABLE probe (id int PRIMARY KEY)");
            }
            cluster.awaitAllLinked(LINKED);
        } catch (Exception e) {
            cluster.close();
            throw e;
        }
    }

    @AfterClass
    public static void stopBranches() {
        cluster.close();
    }

    private static void run(Branch at, String statement) throws Exception {
        try (Sql sql = at.sql()) {
            sql.run(statement);
        }
    }

    private static String fingerprint(Branch at) throws Exception {
        return JSON.readTree(at.shell("sync:key-show --json"))
                .at("/fingerprint")
                .asText();
    }

    private static long linksThatEnded() throws Exception {
        long ended = 0;
        for (Branch branch : cluster.branches()) {
            ended += branch.log()
                    .lines()
                    .filter(line -> line.contains(" is down: "))
                    .count();
        }
        return ended;
    }

    /** How long the slowest of some rows takes from the first branch to the last, in milliseconds. */
    private static long slowest(int first) throws Exception {
        long slowest = 0;
        try (Sql from = a.sql();
                Sql to = c.sql()) {
            for (int id = first; id < first + PROBES; id++) {
                long sent = System.nanoTime();
                from.run("INSERT INTO probe VALUES (" + id + ")");
                to.await("SELECT count(*) FROM probe WHERE id = " + id, "1", 30);
                slowest = Math.max(slowest, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sent));
            }
        }
        return slowest;
    }

    @Test
    public void aKeyRotatedUnderLoadEndsNoLinkAndMakesNoEventLate() throws Exception {
        String before = fingerprint(a);
        try (Selling selling = new Selling(cluster, "rotation")) {
            Selling.awaitMore(c, a, 20);
            long usual = slowest(0);
            long ended = linksThatEnded();

            JsonNode rotation = JSON.readTree(b.shell("sync:key-rotate --grace 5m --json"));
            long rotated = slowest(PROBES);

            assertEquals(2, rotation.at("/told").size());
            String fresh = rotation.at("/key/fingerprint").asText();
            assertThat(fresh, not(before));
            for (Branch branch : cluster.branches()) {
                await().atMost(LINKED).until(() -> fingerprint(branch).equals(fresh));
                assertThat(branch.shell("sync:key-show"), containsString("SYNC_REGISTRATION_KEY"));
            }
            // For people to compare: how busy this computer is must not decide. That each row arrived, slowest() made
            // sure.
            Files.writeString(
                    Path.of("target", "rotation-report.md"),
                    "The slowest of " + PROBES + " rows from the first branch to the last, while all three sell: "
                            + usual + " ms before the key was rotated, " + rotated + " ms right after it.\n");
            assertEquals("links that ended", ended, linksThatEnded());
            selling.assertEverySaleIsEverywhereOnce();
        }
    }

    @Test
    public void missingTheGraceIsSaidAtBothEndsAndTheKeyFileBringsTheBranchBack() throws Exception {
        c.stop();
        a.shell("sync:key-rotate --grace 0s");
        String fresh = fingerprint(a);

        c.start(Map.of());
        c.awaitReady();

        awaitWords(c, "while this node was away", fresh);
        awaitWords(a, "while that node was away", fresh);
        String key = Files.readString(a.etc("sync.key")).strip();
        c.stop();
        c.start(Map.of("SYNC_REGISTRATION_KEY", key));
        cluster.awaitAllLinked(LINKED);
        assertEquals(fresh, fingerprint(c));
        assertTrue("all agree", cluster.awaitEqual(120));
        for (Branch branch : List.of(a, b, c)) {
            assertThat("the key is in no log", branch.log(), not(containsString(key)));
        }
    }

    private static void awaitWords(Branch at, String words, String fingerprint) {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> at.log()
                        .lines()
                        .anyMatch(line ->
                                line.contains(words) && line.contains("rotated on") && line.contains(fingerprint)));
    }

    @Test
    public void revokedItIsCutAndKeptOutAndTheOthersGoOn() throws Exception {
        cluster.awaitAllLinked(LINKED);
        String expelled =
                JSON.readTree(c.shell("sync:status --json")).at("/nodeId").asText();

        a.shell("sync:revoke " + c.name());

        for (Branch branch : List.of(a, b)) {
            branch.awaitLinked(1, LINKED);
            assertThat(branch.shell("sync:revoke --json"), containsString(expelled));
        }
        c.awaitLinked(0, LINKED);
        await().atMost(LINKED).until(() -> c.log().contains("this server was revoked"));
        await().atMost(LINKED).until(() -> doctor(a, expelled), containsString("\"REVOKED\""));
        a.stop();
        a.start(Map.of());
        a.awaitReady();
        b.awaitLinked(1, LINKED);
        a.awaitLinked(1, LINKED);
        c.awaitLinked(0, LINKED);
    }

    /** What the doctor says, also where something is to be mended and the command fails for it. */
    private static String doctor(Branch at, String whom) throws Exception {
        try {
            return at.shell("sync:doctor --json " + whom);
        } catch (IllegalStateException toBeMended) {
            return String.valueOf(toBeMended.getMessage());
        }
    }

    /** Ends what {@link #revokedItIsCutAndKeptOutAndTheOthersGoOn} began. */
    @Test
    public void theRevokedComesBackWithANewIdentityByACode() throws Exception {
        String former =
                JSON.readTree(c.shell("sync:status --json")).at("/nodeId").asText();
        c.stop();
        try (Stream<Path> files = Files.list(c.data("sync/identity"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(c.etc("sync.key"));
        Files.writeString(
                c.etc("org.multibusiness.sync.engine.cfg"),
                "\nnode.adopt-log = " + former + "\n",
                StandardOpenOption.APPEND);
        // The key is generated: none comes from the environment.
        c.start(Map.of("SYNC_REGISTRATION_KEY", ""));
        c.awaitReady();
        assertThat("another key", fingerprint(c), not(fingerprint(a)));
        String code = JSON.readTree(a.shell("sync:pair --json")).at("/code").asText();

        c.shell("sync:pair 127.0.0.1:" + a.ports().sync() + " " + code);

        assertEquals(fingerprint(a), fingerprint(c));
        cluster.awaitAllLinked(LINKED);
        assertTrue("all agree", cluster.awaitEqual(120));
        assertThat(a.shell("sync:audit --json"), containsString("PAIRED"));
        assertThat(c.log(), not(containsString(code)));
    }
}
