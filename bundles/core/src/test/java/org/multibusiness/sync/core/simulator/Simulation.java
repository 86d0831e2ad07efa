package org.multibusiness.sync.core.simulator;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.Operation;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.core.log.Lineage;
import org.multibusiness.sync.core.replica.ReplicaLimits;

/** Some nodes, a network, virtual time, and all the randomness there is. Same seed, same story. */
final class Simulation {
    /** A cut is noticed by each side within this time. */
    static final long NOTICE_MILLIS = 3_000;

    private static final int TRACED = 60;
    private static final TableLayout LAYOUT = new TableLayout(
            new TableName("public", "t"),
            List.of(new ColumnLayout("id", "bigint", true, false), new ColumnLayout("text", "text", false, false)));

    private final Random random;
    private final Topology topology;
    private final ReplicaLimits limits;
    private final VirtualTime time = new VirtualTime();
    private final Map<String, Integer> counts = new TreeMap<>();
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final Network network;
    private final boolean sharesRows;
    private final boolean throughBytes;
    private final long latencyMillis;
    private final long diskMillis;
    private final @Nullable Deque<String> trace = Long.getLong("sim.seed") == null ? null : new ArrayDeque<>();
    /** By its own chain, the own chains of what a transaction's author had seen. */
    private final Map<String, Set<String>> seen = new HashMap<>();

    private final Restores restores = new Restores(this);

    private boolean forks;
    private boolean twins;
    private boolean shortfalls;
    private long retention;
    private double failures;
    private long links;

    Simulation(Topology topology, Random random) {
        this(topology, random, false);
    }

    /** With shared rows all nodes write the same few rows, and know each other from the start. */
    Simulation(Topology topology, Random random, boolean sharesRows) {
        this.sharesRows = sharesRows;
        this.random = random;
        this.topology = topology;
        this.limits = limits(random);
        this.throughBytes = random.nextInt(10) == 0;
        this.latencyMillis = 1 + upTo(40);
        this.diskMillis = 1 + upTo(30);
        for (int i = 0; i < topology.nodes(); i++) {
            nodes.add(new SimulatedNode(i, this));
        }
        this.network = new Network(this);
        if (sharesRows) {
            nodes.forEach(one -> nodes.stream().filter(other -> other != one).forEach(one::knows));
        }
    }

    boolean sharesRows() {
        return sharesRows;
    }

    /** What a user does to one of the shared rows. */
    RowChange change(SharedRows rows) {
        return rows.change(random);
    }

    /** Nobody lacks any of what goes when a node's log begins later than before, whatever it is called there. */
    void checkHeldByAll(SimulatedNode pruning, VersionVector before, VersionVector floor) {
        List<ChangeTransaction> going = pruning.log.entries().stream()
                .filter(t -> floor.covers(t.dot()) && !before.covers(t.dot()))
                .toList();
        for (SimulatedNode node : nodes) {
            Set<String> held = node.log.chains();
            going.forEach(transaction -> assertTrue(
                    pruning.id + " prunes " + transaction.dot() + ", " + node.id + " lacks it",
                    held.contains(Lineage.own(transaction.chain()))));
        }
    }

    Restores restores() {
        return restores;
    }

    /** For so long something has to be stable before it is pruned, in milliseconds. */
    long retention() {
        return retention;
    }

    /** Backups may be so old. */
    void retain(long millis) {
        retention = millis;
    }

    /** Windows, slices and batches from a single transaction to more than there ever is. */
    private static ReplicaLimits limits(Random random) {
        int smallest = 1 + random.nextInt(5);
        return new ReplicaLimits(
                smallest,
                smallest + random.nextInt(30),
                300L << random.nextInt(8),
                200L << random.nextInt(6),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofMillis(300));
    }

    ReplicaLimits limits() {
        return limits;
    }

    Topology topology() {
        return topology;
    }

    VirtualTime time() {
        return time;
    }

    Network network() {
        return network;
    }

    List<SimulatedNode> nodes() {
        return nodes;
    }

    SimulatedNode node(int index) {
        return nodes.get(index);
    }

    SimulatedNode node(NodeId id) {
        return nodes.stream().filter(node -> node.id.equals(id)).findAny().orElseThrow();
    }

    long nextLink() {
        return ++links;
    }

    long upTo(long millis) {
        return (long) (random.nextDouble() * (millis + 1));
    }

    long latency() {
        return 1 + upTo(latencyMillis);
    }

    long disk() {
        return upTo(diskMillis);
    }

    Map<String, Set<String>> seen() {
        return seen;
    }

    /** From now on databases are restored and copied. */
    void expectForks() {
        forks = true;
    }

    /** From now on a backup may be too old. */
    void expectShortfalls() {
        shortfalls = true;
    }

    void shortfall(NodeId node, String text) {
        count("shortfall at " + node);
        assertTrue("nobody needs a full sync, but: " + text, shortfalls);
    }

    /** From now on two running nodes have one identity. */
    void expectTwins() {
        twins = true;
    }

    boolean hasTwins() {
        return twins;
    }

    boolean hasForks() {
        return forks;
    }

    boolean tosses() {
        return random.nextBoolean();
    }

    /** From now on so many of the reads and applies fail. */
    void failures(double share) {
        failures = share;
    }

    boolean fails() {
        return random.nextDouble() < failures;
    }

    boolean throughBytes() {
        return throughBytes;
    }

    /** What a user's transaction changes: often little, sometimes more than a window holds. */
    List<RowChange> changes() {
        List<RowChange> changes = new ArrayList<>();
        int count = random.nextInt(10) == 0 ? random.nextInt(40) : random.nextInt(4);
        for (int i = 0; i < count; i++) {
            String text = "x".repeat(random.nextInt(20) == 0 ? random.nextInt(2_000) : random.nextInt(20));
            changes.add(new RowChange(Operation.INSERT, LAYOUT, null, new RowImage(List.of("" + i, text))));
        }
        return changes;
    }

    void count(String what) {
        count(what, 1);
    }

    void count(String what, int times) {
        counts.merge(what, times, Integer::sum);
    }

    Map<String, Integer> counts() {
        return counts;
    }

    void trace(Supplier<String> line) {
        if (trace != null) {
            trace.add(time.millis() + " ms " + line.get());
            if (trace.size() > TRACED) {
                trace.remove();
            }
        }
    }

    /** The last of what happened; only when a single seed is run. */
    String traced() {
        return trace == null ? "" : "\n" + String.join("\n", trace);
    }

    /** Whether all hold the same, and know it. */
    boolean isConverged() {
        SimulatedNode first = node(0);
        return nodes.stream()
                .allMatch(node -> node.log.vector().equals(first.log.vector())
                        && node.replica().vector().equals(node.log.vector()));
    }

    /** Lets time pass until all hold the same; fails when that takes longer. */
    void converge(long limitMillis) {
        converge(limitMillis, () -> true);
    }

    /** Lets time pass until all hold the same and the condition holds too. */
    void converge(long limitMillis, BooleanSupplier condition) {
        long start = time.millis();
        while (!isConverged() || !condition.getAsBoolean()) {
            time.pass(50);
            assertTrue(
                    "after " + limitMillis + " ms not all hold the same: "
                            + nodes.stream()
                                    .map(node -> "\n" + node.id + " " + node.log.vector())
                                    .toList(),
                    time.millis() - start < limitMillis);
        }
    }

    /** Each transaction's past names exactly what its author had seen, whatever that is called now. */
    void checkPasts() {
        List<ChangeTransaction> entries = node(0).log.entries();
        for (ChangeTransaction transaction : entries) {
            Set<String> covered = new HashSet<>();
            for (ChangeTransaction other : entries) {
                if (transaction.saw(other.dot())) {
                    covered.add(Lineage.own(other.chain()));
                }
            }
            assertEquals("past of " + transaction.dot(), seen.get(Lineage.own(transaction.chain())), covered);
        }
    }

    /** All logs hold the same transactions, whole and unchanged. */
    void checkLogs() {
        Map<Dot, ChangeTransaction> expected = new HashMap<>();
        node(0).log.entries().forEach(transaction -> expected.put(transaction.dot(), transaction));
        for (SimulatedNode node : nodes) {
            Map<Dot, ChangeTransaction> held = new HashMap<>();
            node.log.entries().forEach(transaction -> held.put(transaction.dot(), transaction));
            assertEquals(expected.keySet(), held.keySet());
            if (!throughBytes) {
                expected.forEach((dot, transaction) -> assertEquals(node.id + " holds", transaction, held.get(dot)));
            }
        }
    }
}
