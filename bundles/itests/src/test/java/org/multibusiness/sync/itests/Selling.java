package org.multibusiness.sync.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.multibusiness.sync.demo.Branch;
import org.multibusiness.sync.demo.Cluster;
import org.multibusiness.sync.demo.Sql;

/** All shops sell from the beginning to the end of this, whatever happens to their servers meanwhile. */
final class Selling implements AutoCloseable {
    private static final int AGREED = 120;
    /** Some twenty sales a second at each branch: a busy day, and the processors are needed for the swaps. */
    private static final long PAUSE_MILLIS = 50;

    private final Cluster cluster;
    private final List<Writer> writers;
    private final ExecutorService threads;
    private final List<Future<Set<String>>> results = new ArrayList<>();

    /**
     * Begins.
     *
     * @param label tells these sales from those of other tests
     */
    Selling(Cluster cluster, String label) {
        this.cluster = cluster;
        this.writers = cluster.branches().stream()
                .map(branch -> new Writer(branch, label, PAUSE_MILLIS))
                .toList();
        this.threads = Executors.newFixedThreadPool(writers.size());
        writers.forEach(writer -> results.add(threads.submit(writer)));
    }

    /** Makes the tables that are sold into, and waits until what is written there is captured. */
    static void prepare(Cluster cluster) throws Exception {
        for (Branch branch : cluster.branches()) {
            try (Sql sql = branch.sql()) {
                sql.run("CREATE TABLE sales (id text PRIMARY KEY, \"soldAt\" timestamptz NOT NULL)");
                sql.run(
                        "CREATE TABLE items (sale text REFERENCES sales, line int, sku text NOT NULL, PRIMARY KEY (sale, line))");
            }
        }
        for (Branch branch : cluster.branches()) {
            try (Sql sql = branch.sql()) {
                sql.await(
                        "SELECT count(DISTINCT tgrelid) FROM pg_trigger WHERE NOT tgisinternal"
                                + " AND tgrelid IN ('sales'::regclass, 'items'::regclass)",
                        "2",
                        AGREED);
            }
        }
    }

    /** Waits until this branch has received so many sales more of the other one's. */
    static void awaitMore(Branch at, Branch of, int more) throws Exception {
        String sold = "FROM sales WHERE id LIKE '" + of.name() + "%'";
        try (Sql sql = at.sql()) {
            int before = Integer.parseInt(sql.value("SELECT count(*) " + sold));
            sql.await("SELECT count(*) >= " + (before + more) + " " + sold, "t", AGREED);
        }
    }

    /**
     * Ends the selling: every committed sale must be at both branches, with its three items, and in each log once: what is applied
     * twice leaves no second row, but it would leave a second event or a conflict.
     */
    void assertEverySaleIsEverywhereOnce() throws Exception {
        writers.forEach(Writer::stop);
        Set<String> committed = new TreeSet<>();
        for (Future<Set<String>> result : results) {
            committed.addAll(result.get());
        }
        assertTrue("nothing was sold", committed.size() > 100);
        assertTrue("the branches do not agree", cluster.awaitEqual(AGREED));
        for (Branch branch : cluster.branches()) {
            assertOnce(branch, committed);
        }
    }

    private static void assertOnce(Branch branch, Set<String> committed) throws Exception {
        try (Sql sql = branch.sql()) {
            Set<String> lost = new TreeSet<>(committed);
            sql.rows("SELECT id FROM sales").forEach(row -> lost.remove(row.get(0)));
            assertEquals("committed sales that " + branch.name() + " lacks", Set.of(), lost);
            assertEquals(
                    "sales without their three items at " + branch.name(),
                    "0",
                    sql.value("SELECT count(*) FROM sales WHERE (SELECT count(*) FROM items WHERE sale = id) <> 3"));
            assertEquals(
                    "events without a row, or rows with two, at " + branch.name(),
                    sql.value("SELECT (SELECT count(*) FROM sales) + (SELECT count(*) FROM items)"),
                    sql.value("SELECT count(*) FROM sync.change_log JOIN sync.sync_tables USING (table_id)"
                            + " WHERE table_name IN ('sales', 'items')"));
            assertEquals("conflicts at " + branch.name(), "0", sql.value("SELECT count(*) FROM sync.sync_conflicts"));
        }
    }

    @Override
    public void close() {
        writers.forEach(Writer::stop);
        threads.shutdownNow();
    }
}
