package org.multibusiness.sync.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Some branches on this computer, on loopback only; all of them are stopped when it closes, also on failure or Ctrl-C. */
public final class Cluster implements AutoCloseable {
    final List<Branch> branches = new ArrayList<>();

    Cluster(Path home, Path dir, int size) throws IOException {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        Map<String, String> shared = Map.of(
                "SYNC_REGISTRATION_KEY", HexFormat.of().formatHex(key),
                "SYNC_INTERFACES", "lo,lo0",
                "SYNC_MULTICAST_PORT", String.valueOf(20_000 + new SecureRandom().nextInt(10_000)));
        for (int i = 0; i < size; i++) {
            branches.add(new Branch("branch-" + (char) ('a' + i), home, dir, shared));
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "cleanup"));
    }

    Branch get(int index) {
        return branches.get(index);
    }

    void awaitAllLinked(Duration atMost) throws Exception {
        for (Branch branch : branches) {
            branch.awaitLinked(branches.size() - 1, atMost);
        }
    }

    /** Waits until all branches hold the same rows; returns whether they do. */
    boolean awaitEqual(int seconds) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < deadline) {
            if (equal()) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return equal();
    }

    private boolean equal() throws Exception {
        Map<String, String> first = null;
        for (Branch branch : branches) {
            try (Sql sql = branch.sql()) {
                Map<String, String> digests = sql.digests();
                if (first != null && !first.equals(digests)) {
                    return false;
                }
                first = digests;
            }
        }
        return true;
    }

    /** Prints each table's digest at each branch side by side; returns whether all are equal. */
    boolean printDigests() throws Exception {
        List<Map<String, String>> all = new ArrayList<>();
        for (Branch branch : branches) {
            try (Sql sql = branch.sql()) {
                all.add(sql.digests());
            }
        }
        boolean equal = true;
        for (String table : all.get(0).keySet()) {
            String first = all.get(0).get(table);
            boolean same = all.stream().allMatch(digests -> first.equals(digests.get(table)));
            equal &= same;
            System.out.printf("  %-26s", table);
            for (Map<String, String> digests : all) {
                String digest = String.valueOf(digests.get(table));
                System.out.printf(" %-26s", digest.substring(0, Math.min(digest.length(), digest.indexOf("rows ") + 17)));
            }
            System.out.println(same ? " equal" : " DIFFERENT");
        }
        return equal;
    }

    @Override
    public synchronized void close() {
        branches.stream().map(branch -> {
            Thread thread = new Thread(branch::stop);
            thread.start();
            return thread;
        }).toList().forEach(thread -> {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        branches.clear();
    }
}
