package org.multibusiness.sync.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Some branches on this computer, on loopback only; all of them are stopped when it closes, also on failure or Ctrl-C. */
public final class Cluster implements AutoCloseable {
    private final List<Branch> branches = new ArrayList<>();

    /**
     * Branches branch-a, branch-b …; nothing runs yet.
     *
     * @param home the unpacked distribution
     * @param dir where their folders are made
     * @param size how many
     */
    public Cluster(Path home, Path dir, int size) throws IOException {
        Map<String, String> shared = Map.of(
                "SYNC_REGISTRATION_KEY", key(),
                "SYNC_INTERFACES", "lo,lo0",
                "SYNC_MULTICAST_PORT", String.valueOf(multicastPort()));
        for (int i = 0; i < size; i++) {
            branches.add(new Branch("branch-" + (char) ('a' + i), home, dir, shared));
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "cleanup"));
    }

    /** A new registration key. */
    public static String key() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return HexFormat.of().formatHex(key);
    }

    /** One that no other cluster on this computer is likely to use. */
    public static int multicastPort() {
        return 20_000 + new SecureRandom().nextInt(10_000);
    }

    /** All of them. */
    public List<Branch> branches() {
        return List.copyOf(branches);
    }

    /** One of them, from 0. */
    public Branch get(int index) {
        return branches.get(index);
    }

    /** Waits until everybody is linked with everybody. */
    public void awaitAllLinked(Duration atMost) throws Exception {
        for (Branch branch : branches) {
            branch.awaitLinked(branches.size() - 1, atMost);
        }
    }

    /** Waits until all branches hold the same rows; returns whether they do. */
    public boolean awaitEqual(int seconds) throws Exception {
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
        Set<Map<String, String>> different = new HashSet<>();
        for (Branch branch : branches) {
            try (Sql sql = branch.sql()) {
                different.add(sql.digests());
            }
        }
        return different.size() == 1;
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
            boolean same = all.stream()
                            .map(digests -> String.valueOf(digests.get(table)))
                            .distinct()
                            .count()
                    == 1;
            equal &= same;
            System.out.printf("  %-26s", table);
            for (Map<String, String> digests : all) {
                String digest = String.valueOf(digests.get(table));
                System.out.printf(
                        " %-26s", digest.substring(0, Math.min(digest.length(), digest.indexOf("rows ") + 17)));
            }
            System.out.println(same ? " equal" : " DIFFERENT");
        }
        return equal;
    }

    @Override
    public synchronized void close() {
        List<Thread> stopping =
                branches.stream().map(branch -> new Thread(branch::stop)).toList();
        stopping.forEach(Thread::start);
        try {
            for (Thread thread : stopping) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
