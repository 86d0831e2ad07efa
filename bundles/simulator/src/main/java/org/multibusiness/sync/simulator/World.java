package org.multibusiness.sync.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.core.replica.ReplicaLimits;
import org.multibusiness.sync.simulator.ledger.Ledger;

/** Nodes, network and time. Everything that is random comes from the script's seed. */
final class World {
    private final Topology topology;
    private final Random random;
    private final RowResolution resolution;
    private final ReplicaLimits limits;
    private final VirtualTime time = new VirtualTime();
    private final Trace trace = new Trace();
    private final Tally tally = new Tally();
    private final Ledger ledger = new Ledger();
    private final List<Node> nodes = new ArrayList<>();
    private final Network network;
    private final long latencyMillis;
    private final long diskMillis;
    private long links;
    private int transactions;

    World(Script script, RowResolution resolution) {
        this.topology = script.topology();
        this.random = new Random(script.seed() ^ 0x5deece66dL);
        this.resolution = resolution;
        this.limits = limits(random);
        this.latencyMillis = 1 + upTo(40);
        this.diskMillis = 1 + upTo(30);
        this.network = new Network(this);
        for (int i = 0; i < topology.nodes(); i++) {
            nodes.add(new Node(i, this));
        }
    }

    /** The branches open. */
    void start() {
        nodes.forEach(Node::open);
        network.start();
    }

    /** Windows, slices and batches from a single transaction to more than there ever is. */
    private static ReplicaLimits limits(Random random) {
        int smallest = 1 + random.nextInt(5);
        return new ReplicaLimits(
                smallest,
                smallest + random.nextInt(60),
                500L << random.nextInt(8),
                300L << random.nextInt(8),
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

    Ledger ledger() {
        return ledger;
    }

    Tally tally() {
        return tally;
    }

    RowResolution resolution() {
        return resolution;
    }

    List<Node> nodes() {
        return nodes;
    }

    Node node(int index) {
        return nodes.get(index);
    }

    Node node(NodeId id) {
        return nodes.stream().filter(node -> node.id.equals(id)).findFirst().orElseThrow();
    }

    long nextLink() {
        return ++links;
    }

    /** The next user transaction's name in the books. */
    int nextTransaction() {
        return ++transactions;
    }

    Random random() {
        return random;
    }

    long upTo(long millis) {
        return millis <= 0 ? 0 : (long) (random.nextDouble() * millis);
    }

    long latency() {
        return 1 + upTo(latencyMillis);
    }

    long disk() {
        return 1 + upTo(diskMillis);
    }

    void trace(String line) {
        trace.note(time.millis(), line);
    }

    void hash(String line) {
        trace.hash(time.millis(), line);
    }

    Trace trace() {
        return trace;
    }

    /** Whether all hold the same, and know it. */
    boolean isConverged() {
        Node first = nodes.get(0);
        return nodes.stream()
                .allMatch(node -> node.store().vector().equals(first.store().vector())
                        && node.isIdle()
                        && node.replica().vector().equals(node.store().vector()));
    }

    /** Lets time pass until all hold the same; fails when that takes longer. */
    void converge(long limitMillis) {
        long start = time.millis();
        while (!isConverged()) {
            time.pass(50);
            if (time.millis() - start >= limitMillis) {
                throw new Violation(
                        "G8 liveness",
                        "after " + limitMillis + " ms without a fault not all hold the same: "
                                + nodes.stream()
                                        .map(node -> "\n" + node.id + " "
                                                + node.store().vector().entries())
                                        .toList());
            }
        }
    }
}
