package org.multibusiness.sync.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** The guided tour: branches find each other, sell, lose each other, sell on, meet again and agree. */
public final class Demo {
    private static final String SCHEMA = """
            CREATE TABLE products (sku text PRIMARY KEY, name text NOT NULL, price numeric(12,2) NOT NULL, description text);
            CREATE TABLE sales (id uuid PRIMARY KEY, branch text NOT NULL, "soldAt" timestamptz NOT NULL DEFAULT now());
            CREATE TABLE sale_items ("saleId" uuid REFERENCES sales ON DELETE CASCADE, line int, sku text NOT NULL REFERENCES products,
              quantity int NOT NULL CHECK (quantity > 0), PRIMARY KEY ("saleId", line));
            """;

    private Demo() {}

    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]);
        Path dir = Path.of(arguments[1]);
        int nodes = Integer.parseInt(arguments[2]);
        boolean once = Boolean.parseBoolean(arguments[3]);
        boolean agreed = false;
        try (Cluster cluster = new Cluster(home, dir, nodes)) {
            agreed = tour(cluster);
            if (!once) {
                keepRunning(cluster);
            }
        }
        System.out.println(
                agreed ? "\nBoth agree: done." : "\nThe branches do not agree: that is a bug. Logs are kept in " + dir);
        System.exit(agreed ? 0 : 1);
    }

    private static boolean tour(Cluster cluster) throws Exception {
        start(cluster);
        Branch a = cluster.get(0);
        Branch b = cluster.get(1);
        try (Sql sqlA = a.sql();
                Sql sqlB = b.sql()) {
            firstSale(cluster, sqlA, sqlB);
            cut(cluster, sqlA, sqlB);
        }
        heal(cluster);

        step("The price of SKU-1 was changed at both: one value stays, the other is kept in the journal");
        System.out.println(indent(a.shell("sync:conflicts")));

        step("Proof: rows and digest of every table at every branch");
        return cluster.printDigests();
    }

    private static void start(Cluster cluster) throws Exception {
        step("Starting " + cluster.branches().size() + " branch servers, each with a PostgreSQL of its own");
        for (Branch branch : cluster.branches()) {
            branch.start(Map.of());
        }
        for (Branch branch : cluster.branches()) {
            branch.awaitReady();
            System.out.println("  " + branch.name() + " is up: sync port "
                    + branch.ports().sync() + ", console " + branch.consoleUrl());
        }

        step("They find each other by multicast; nobody told them anything but the registration key");
        cluster.awaitAllLinked(Duration.ofMinutes(1));
        System.out.println(indent(cluster.get(0).shell("sync:nodes")));
    }

    private static void firstSale(Cluster cluster, Sql sqlA, Sql sqlB) throws Exception {
        String a = cluster.get(0).name();
        String b = cluster.get(1).name();
        step("The retail schema is created at every branch, the products at " + a + " only");
        for (Branch branch : cluster.branches()) {
            try (Sql sql = branch.sql()) {
                sql.run(SCHEMA);
            }
        }
        sqlA.run(
                "INSERT INTO products SELECT 'SKU-' || n, 'Product ' || n, n * 1.5, 'as delivered' FROM generate_series(1, 20) n");
        sqlB.await("SELECT count(*) FROM products", "20", 60);
        System.out.println("  20 products arrived at " + b);
        long start = System.nanoTime();
        sell(sqlA, a, 1);
        sqlB.await("SELECT count(*) FROM sales", "1", 30);
        System.out.printf(
                "  a sale at %s was visible at %s after %d ms%n", a, b, (System.nanoTime() - start) / 1_000_000);
    }

    private static void cut(Cluster cluster, Sql sqlA, Sql sqlB) throws Exception {
        Branch a = cluster.get(0);
        Branch b = cluster.get(1);
        step("The link is cut (the transport of " + a.name() + " is stopped); both go on selling");
        a.shell("bundle:stop org.multibusiness.sync.transport.tcp");
        b.awaitLinked(cluster.branches().size() - 2, Duration.ofMinutes(1));
        sell(sqlA, a.name(), 5);
        sell(sqlB, b.name(), 7);
        sqlA.run("UPDATE products SET price = 9.99 WHERE sku = 'SKU-1'");
        sqlB.run("UPDATE products SET price = 8.88 WHERE sku = 'SKU-1'");
        sqlA.run("UPDATE products SET name = 'Renamed at A' WHERE sku = 'SKU-2'");
        sqlB.run("UPDATE products SET description = 'Described at B' WHERE sku = 'SKU-2'");
        show("  what each branch holds now:", List.of(a, b));
    }

    private static void heal(Cluster cluster) throws Exception {
        step("The link is healed");
        long healed = System.nanoTime();
        cluster.get(0).shell("bundle:start org.multibusiness.sync.transport.tcp");
        boolean equal = cluster.awaitEqual(90);
        System.out.printf(
                "  %s %.1f s after the command to heal%n",
                equal ? "equal rows everywhere" : "NOT equal", (System.nanoTime() - healed) / 1e9);
        show("  what each branch holds now:", cluster.branches());
    }

    private static void sell(Sql sql, String branch, int count) throws Exception {
        for (int i = 1; i <= count; i++) {
            UUID sale = UUID.randomUUID();
            sql.transaction(List.of(
                    "INSERT INTO sales (id, branch) VALUES ('" + sale + "', '" + branch + "')",
                    "INSERT INTO sale_items VALUES ('" + sale + "', 1, 'SKU-" + i + "', 2), ('" + sale + "', 2, 'SKU-"
                            + (i + 10) + "', 1)"));
        }
    }

    private static void show(String title, List<Branch> branches) throws Exception {
        System.out.println(title);
        for (Branch branch : branches) {
            try (Sql sql = branch.sql()) {
                System.out.printf(
                        "    %s: %s sales, %s items; SKU-1 costs %s; SKU-2 is %s%n",
                        branch.name(),
                        sql.value("SELECT count(*) FROM sales"),
                        sql.value("SELECT count(*) FROM sale_items"),
                        sql.value("SELECT price FROM products WHERE sku = 'SKU-1'"),
                        sql.value(
                                "SELECT quote_literal(name) || ', ' || quote_literal(description) FROM products WHERE sku = 'SKU-2'"));
            }
        }
    }

    private static void keepRunning(Cluster cluster) throws Exception {
        step("The branches keep running. Look around; Ctrl-C stops and cleans up");
        for (Branch branch : cluster.branches()) {
            System.out.println(
                    "  " + branch.name() + ": " + branch.consoleUrl() + "  user admin, password " + branch.password());
        }
        while (true) {
            TimeUnit.HOURS.sleep(1);
        }
    }

    private static void step(String text) {
        System.out.println("\n== " + text);
    }

    private static String indent(String text) {
        return text.indent(2).stripTrailing();
    }
}
