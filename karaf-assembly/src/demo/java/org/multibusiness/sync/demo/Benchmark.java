package org.multibusiness.sync.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Figures of two branches on this computer: start, idle cost, lag at 50 transactions/s, catch-up of 200,000 row changes. */
public final class Benchmark {
    private static final int LAG_TRANSACTIONS = 1_500;
    private static final long PACE_NANOS = 20_000_000;
    private static final int CATCH_UP_TRANSACTIONS = 20_000;
    private static final int CHANGES_EACH = 10;

    private Benchmark() {}

    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]);
        Path dir = Path.of(arguments[1]);
        System.out.println("| what | figure |\n| --- | --- |");
        try (Cluster cluster = new Cluster(home, dir, 2)) {
            measure(cluster);
        }
        System.exit(0);
    }

    private static void measure(Cluster cluster) throws Exception {
        Branch a = cluster.get(0);
        Branch b = cluster.get(1);
        long start = System.nanoTime();
        a.start(Map.of());
        a.awaitReady();
        row("first start to \"syncing\", one node, new database", "%.1f s", seconds(start));
        b.start(Map.of());
        b.awaitReady();
        cluster.awaitAllLinked(Duration.ofMinutes(1));
        for (Branch branch : cluster.branches()) {
            try (Sql sql = branch.sql()) {
                sql.run(
                        "CREATE TABLE products (sku text PRIMARY KEY, name text NOT NULL, qty int NOT NULL);"
                                + "CREATE TABLE sales (id uuid PRIMARY KEY, branch text NOT NULL, at timestamptz NOT NULL);"
                                + "CREATE TABLE items (sale uuid, line int, sku text NOT NULL, qty int NOT NULL, PRIMARY KEY (sale, line))");
            }
        }
        try (Sql sqlA = a.sql();
                Sql sqlB = b.sql()) {
            sqlA.run(
                    "INSERT INTO products SELECT 'sku-' || n, 'Product ' || n, 1000000 FROM generate_series(1, 5000) n");
            sqlB.await("SELECT count(*) FROM products", "5000", 60);
            idle(a);
            lag(sqlA, b);
            catchUp(a, b, sqlA, sqlB);
        }
        if (!cluster.awaitEqual(60)) {
            throw new IllegalStateException("the branches do not agree; the figures mean nothing");
        }
        row("memory of the service afterwards (RSS)", "%.0f MiB", rss(a.pid()) / 1024.0);
    }

    /** After a while: until then Java is still compiling what the start has used. */
    private static void idle(Branch branch) throws Exception {
        TimeUnit.MINUTES.sleep(3);
        double before = cpuSeconds(branch.pid());
        double databaseBefore = databaseCpuSeconds(branch);
        TimeUnit.MINUTES.sleep(1);
        row("idle: CPU of the service", "%.2f %% of a core", (cpuSeconds(branch.pid()) - before) / 60 * 100);
        row(
                "idle: CPU of its PostgreSQL",
                "%.2f %% of a core",
                (databaseCpuSeconds(branch) - databaseBefore) / 60 * 100);
        row("idle: memory of the service (RSS)", "%.0f MiB", rss(branch.pid()) / 1024.0);
    }

    /** Commit on A returned, to seen on B by a connection that polls every millisecond; 50 transactions per second. */
    private static void lag(Sql sqlA, Branch b) throws Exception {
        long[] committed = new long[LAG_TRANSACTIONS];
        long[] seen = new long[LAG_TRANSACTIONS];
        long[] local = new long[LAG_TRANSACTIONS];
        Thread watcher = new Thread(() -> watch(b, seen));
        watcher.start();
        long next = System.nanoTime();
        for (int i = 0; i < LAG_TRANSACTIONS; i++) {
            next += PACE_NANOS;
            long wait = next - System.nanoTime();
            if (wait > 0) {
                TimeUnit.NANOSECONDS.sleep(wait);
            }
            long begun = System.nanoTime();
            sqlA.run("INSERT INTO sales VALUES ('" + new UUID(0, i) + "', 'lag', now())");
            committed[i] = System.nanoTime();
            local[i] = committed[i] - begun;
        }
        watcher.join();
        double[] lags = new double[LAG_TRANSACTIONS];
        for (int i = 0; i < LAG_TRANSACTIONS; i++) {
            lags[i] = (seen[i] - committed[i]) / 1e6;
        }
        Arrays.sort(lags);
        Arrays.sort(local);
        row("lag at 50 transactions/s: p50", "%.1f ms", lags[lags.length / 2]);
        row("lag at 50 transactions/s: p99", "%.1f ms", lags[lags.length * 99 / 100]);
        row("lag p50 to a local commit's p50", "%.1f : 1", lags[lags.length / 2] / (local[local.length / 2] / 1e6));
    }

    private static void watch(Branch b, long[] seen) {
        try (Sql sql = b.sql()) {
            int known = 0;
            while (known < seen.length) {
                int count = Integer.parseInt(sql.value("SELECT count(*) FROM sales WHERE branch = 'lag'"));
                long now = System.nanoTime();
                while (known < count) {
                    seen[known++] = now;
                }
                TimeUnit.MILLISECONDS.sleep(1);
            }
        } catch (Exception e) {
            throw new IllegalStateException("watching " + b.name() + " failed", e);
        }
    }

    private static void catchUp(Branch a, Branch b, Sql sqlA, Sql sqlB) throws Exception {
        a.shell("bundle:stop org.multibusiness.sync.transport.tcp");
        long start = System.nanoTime();
        for (int i = 0; i < CATCH_UP_TRANSACTIONS; i++) {
            UUID sale = new UUID(1, i);
            StringBuilder items = new StringBuilder();
            List<String> statements = new ArrayList<>();
            for (int line = 1; line <= 6; line++) {
                items.append(line == 1 ? "" : ", ")
                        .append("('" + sale + "', " + line + ", 'sku-" + (i * 7 + line) % 5000 + "', 1)");
            }
            statements.add("INSERT INTO sales VALUES ('" + sale + "', 'bulk', now()); INSERT INTO items VALUES " + items
                    + "; UPDATE products SET qty = qty - 1 WHERE sku IN ('sku-" + (1 + i % 1600) + "', 'sku-"
                    + (1601 + i % 1600)
                    + "', 'sku-" + (3201 + i % 1600) + "')");
            sqlA.transaction(statements);
        }
        double made = CATCH_UP_TRANSACTIONS * CHANGES_EACH / seconds(start);
        row("made at A, one client, capture on", "%.0f row changes/s", made);
        start = System.nanoTime();
        a.shell("bundle:start org.multibusiness.sync.transport.tcp");
        sqlB.await("SELECT count(*) > 0 FROM sales WHERE branch = 'bulk'", "t", 120);
        double startUp = seconds(start);
        sqlB.await("SELECT count(*) FROM sales WHERE branch = 'bulk'", String.valueOf(CATCH_UP_TRANSACTIONS), 600);
        double caughtUp = CATCH_UP_TRANSACTIONS * CHANGES_EACH / (seconds(start) - startUp);
        row("catch-up of 200,000 row changes, from the first arrival", "%.0f row changes/s", caughtUp);
        row("catch-up to making them", "%.1f : 1", caughtUp / made);
        b.awaitLinked(1, Duration.ofSeconds(30));
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static void row(String what, String format, double figure) {
        System.out.printf("| %s | " + format + " |%n", what, figure);
    }

    private static double cpuSeconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }

    private static double databaseCpuSeconds(Branch branch) throws IOException {
        double sum = 0;
        for (long pid : branch.databasePids()) {
            sum += cpuSeconds(pid);
        }
        return sum;
    }

    private static double rss(long pid) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D+", "")))
                    .sum();
        }
    }
}
