package org.multibusiness.sync.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Somebody's own dump through two branches: first copy, then 10,000 mixed changes on both sides; equal both times. */
public final class DumpTour {
    private static final int CHANGES = 10_000;
    private static final int SECONDS = 180;

    private DumpTour() {}

    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]);
        Path dir = Path.of(arguments[1]);
        List<String> script = statements(Files.readString(Path.of(arguments[2])));
        boolean agreed;
        try (Cluster cluster = new Cluster(home, dir, 2)) {
            agreed = run(cluster, script);
        }
        System.out.println(
                agreed ? "\nBoth agree." : "\nThe branches do not agree: that is a bug. Logs are kept in " + dir);
        System.exit(agreed ? 0 : 1);
    }

    private static boolean run(Cluster cluster, List<String> script) throws Exception {
        load(cluster, script);
        boolean copied = copy(cluster);
        return change(cluster) && copied;
    }

    private static void load(Cluster cluster, List<String> script) throws Exception {
        Branch a = cluster.get(0);
        Branch b = cluster.get(1);
        System.out.println("== Loading the dump at " + a.name() + " and its schema at " + b.name()
                + ", before sync looks at any table");
        for (Branch branch : cluster.branches()) {
            branch.start(Map.of("SYNC_TABLES", "nothing.*"));
        }
        for (Branch branch : cluster.branches()) {
            branch.awaitReady();
            try (Sql sql = branch.sql()) {
                for (String statement : script) {
                    if (branch == a || !isData(statement)) {
                        sql.run(statement);
                    }
                }
            }
            branch.stop();
        }
    }

    private static boolean copy(Cluster cluster) throws Exception {
        System.out.println("== Enabling sync for all tables; the first copy runs by itself");
        long start = System.nanoTime();
        for (Branch branch : cluster.branches()) {
            branch.start(Map.of());
        }
        for (Branch branch : cluster.branches()) {
            branch.awaitReady();
        }
        cluster.awaitAllLinked(Duration.ofMinutes(1));
        boolean copied = cluster.awaitEqual(SECONDS);
        System.out.printf(
                "  %s after %.1f s, start of both servers included%n",
                copied ? "equal" : "NOT equal", (System.nanoTime() - start) / 1e9);
        cluster.printDigests();
        System.out.println(cluster.get(0).shell("sync:tables").indent(2));
        return copied;
    }

    private static boolean change(Cluster cluster) throws Exception {
        Branch a = cluster.get(0);
        Branch b = cluster.get(1);
        System.out.println("== " + CHANGES + " mixed changes on both sides at once");
        long start = System.nanoTime();
        MixedChanges atA = new MixedChanges(a, "a", CHANGES / 2, new Random(1));
        MixedChanges atB = new MixedChanges(b, "b", CHANGES / 2, new Random(2));
        Thread first = new Thread(atA);
        Thread second = new Thread(atB);
        first.start();
        second.start();
        first.join();
        second.join();
        System.out.printf(
                "  %d changes made (%d statements refused by constraints) in %.1f s%n",
                atA.made + atB.made, atA.refused + atB.refused, (System.nanoTime() - start) / 1e9);
        boolean equal = cluster.awaitEqual(SECONDS);
        boolean same = cluster.printDigests();
        System.out.println(a.shell("sync:status").indent(2));
        System.out.println(b.shell("sync:status").indent(2));
        return equal && same && atA.made + atB.made >= CHANGES;
    }

    private static boolean isData(String statement) {
        String start = statement.stripLeading().toUpperCase(Locale.ROOT);
        return start.startsWith("INSERT") || start.startsWith("SELECT") || start.startsWith("UPDATE");
    }

    /** Splits at semicolons outside quotes and comments. */
    static List<String> statements(String script) {
        List<String> statements = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < script.length(); i++) {
            char c = script.charAt(i);
            if (c == '\'' || c == '"') {
                i = script.indexOf(c, i + 1);
            } else if (script.startsWith("--", i)) {
                int end = script.indexOf('\n', i);
                script = script.substring(0, i) + (end < 0 ? "" : script.substring(end));
                i--;
            } else if (script.startsWith("$$", i)) {
                i = script.indexOf("$$", i + 2) + 1;
            } else if (c == ';') {
                String statement = script.substring(from, i).strip();
                if (!statement.isEmpty() && !statement.startsWith("\\")) {
                    statements.add(statement);
                }
                from = i + 1;
            }
        }
        return statements;
    }
}
