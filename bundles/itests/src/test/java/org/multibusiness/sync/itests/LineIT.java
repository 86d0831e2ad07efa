package org.multibusiness.sync.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Test;
import org.multibusiness.sync.demo.Branch;
import org.multibusiness.sync.demo.Cluster;
import org.multibusiness.sync.demo.Sql;

/**
 * Three branches in a line A–B–C: the ends have no way to each other (each hears another multicast group's port, only B is told
 * addresses). All three sell all the time; B is hurt; nothing committed is lost and all hold the same rows.
 */
public class LineIT {
    private static final int AGREED = 120;
    private static final Duration LINKED = Duration.ofMinutes(1);

    private static final int MULTICAST = Cluster.multicastPort();

    private static Cluster cluster;
    private static Branch a;
    private static Branch b;
    private static Branch c;

    /** What a test does to the branch in the middle, while all sell. */
    private interface Fault {
        void happen() throws Exception;
    }

    @BeforeClass
    public static void startBranches() throws Exception {
        cluster = new Cluster(Distribution.home(), Distribution.work(LineIT.class), 3);
        a = cluster.get(0);
        b = cluster.get(1);
        c = cluster.get(2);
        try {
            for (Branch end : List.of(a, c)) {
                // Else the middle would introduce them to each other, and they can reach each other here.
                Path settings = end.etc("org.multibusiness.sync.engine.cfg");
                Files.writeString(
                        settings,
                        Files.readString(settings).replace("peers.introduced = true", "peers.introduced = false"));
            }
            a.start(Map.of("SYNC_MULTICAST_PORT", String.valueOf(MULTICAST + 10_000)));
            b.start(middle());
            c.start(Map.of("SYNC_MULTICAST_PORT", String.valueOf(MULTICAST + 20_000)));
            for (Branch branch : cluster.branches()) {
                branch.awaitReady();
                try (Sql sql = branch.sql()) {
                    sql.run("CREATE TABLE sales (id text PRIMARY KEY, \"soldAt\" timestamptz NOT NULL)");
                    sql.run(
                            "CREATE TABLE items (sale text REFERENCES sales, line int, sku text NOT NULL, PRIMARY KEY (sale, line))");
                }
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

    private static Map<String, String> middle() {
        return Map.of(
                "SYNC_MULTICAST_PORT",
                String.valueOf(MULTICAST),
                "SYNC_PEERS",
                "127.0.0.1:" + a.ports().sync() + ",127.0.0.1:" + c.ports().sync());
    }

    @Before
    public void linked() throws Exception {
        a.awaitLinked(1, LINKED);
        b.awaitLinked(2, LINKED);
        c.awaitLinked(1, LINKED);
    }

    @Test
    public void theEndsAgreeThroughTheMiddle() throws Exception {
        assertNothingIsLost(() -> awaitSales(c, "branch-a", 100));
        a.awaitLinked(1, LINKED);
        c.awaitLinked(1, LINKED);
    }

    @Test
    public void aKilledServiceCatchesUpWithWhatItsOwnShopSoldMeanwhileToo() throws Exception {
        assertNothingIsLost(() -> {
            awaitSales(b, "branch-b", 50);
            b.kill();
            int sold = sales(b, "branch-b");
            awaitSales(b, "branch-b", sold + 100);
            b.start(middle());
            b.awaitReady();
        });
    }

    @Test
    public void aCrashedDatabaseComesBackAndCatchesUp() throws Exception {
        assertNothingIsLost(() -> {
            awaitSales(b, "branch-b", 50);
            b.crashDatabase();
            b.awaitReady();
            awaitSales(b, "branch-a", 100);
        });
    }

    private static void assertNothingIsLost(Fault fault) throws Exception {
        Set<String> committed = sellDuring(fault);
        assertTrue("the branches do not agree", cluster.awaitEqual(AGREED));
        for (Branch branch : cluster.branches()) {
            try (Sql sql = branch.sql()) {
                Set<String> held = new HashSet<>();
                sql.rows("SELECT id FROM sales").forEach(row -> held.add(row.get(0)));
                Set<String> lost = new TreeSet<>(committed);
                lost.removeAll(held);
                assertEquals("committed sales that " + branch.name() + " lacks", Set.of(), lost);
                assertEquals(
                        "sales without their three items at " + branch.name(),
                        "0",
                        sql.value(
                                "SELECT count(*) FROM sales WHERE (SELECT count(*) FROM items WHERE sale = id) <> 3"));
            }
        }
    }

    private static Set<String> sellDuring(Fault fault) throws Exception {
        for (Branch branch : cluster.branches()) {
            try (Sql sql = branch.sql()) {
                sql.run("DELETE FROM items WHERE sale LIKE '" + branch.name() + "%'");
                sql.run("DELETE FROM sales WHERE id LIKE '" + branch.name() + "%'");
            }
        }
        assertTrue("the branches do not agree before", cluster.awaitEqual(AGREED));
        List<Writer> writers = cluster.branches().stream().map(Writer::new).toList();
        ExecutorService threads = Executors.newFixedThreadPool(writers.size());
        try {
            List<Future<Set<String>>> results = new ArrayList<>();
            for (Callable<Set<String>> writer : writers) {
                results.add(threads.submit(writer));
            }
            fault.happen();
            writers.forEach(Writer::stop);
            Set<String> committed = new HashSet<>();
            for (Future<Set<String>> result : results) {
                committed.addAll(result.get());
            }
            return committed;
        } finally {
            writers.forEach(Writer::stop);
            threads.shutdownNow();
        }
    }

    private static void awaitSales(Branch at, String of, int atLeast) throws Exception {
        try (Sql sql = at.sql()) {
            sql.await("SELECT count(*) >= " + atLeast + " FROM sales WHERE id LIKE '" + of + "%'", "t", AGREED);
        }
    }

    private static int sales(Branch at, String of) throws Exception {
        try (Sql sql = at.sql()) {
            return Integer.parseInt(sql.value("SELECT count(*) FROM sales WHERE id LIKE '" + of + "%'"));
        }
    }
}
