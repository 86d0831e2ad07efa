package org.multibusiness.sync.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.VersionVector;
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
    private final Backups backups = new Backups(this);
    private final long latencyMillis;
    private final long diskMillis;
    private @Nullable Node still;
    private @Nullable Node left;
    private boolean prunes;
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

    /** The branches open; all know of each other. */
    void start() {
        for (Node node : nodes) {
            nodes.stream()
                    .filter(other -> other != node)
                    .forEach(other -> node.store().acknowledged(other.id, VersionVector.EMPTY));
        }
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

    Backups backups() {
        return backups;
    }

    /** Who is gone counts until all others have retired it. */
    private List<Node> counting() {
        Node gone = left;
        return gone != null
                        && present().stream()
                                .allMatch(node -> node.store()
                                        .retired()
                                        .contains(gone.store().origin()))
                ? present()
                : nodes;
    }

    /** Nobody lacks any of this: then it may be gone. */
    void checkHeldByAll(VersionVector floor) {
        for (Node node : counting()) {
            if (!node.store().vector().covers(floor)) {
                throw new Violation(
                        "G6 pruned too early",
                        "pruned is " + floor.entries() + ", " + node.id + " holds "
                                + node.store().vector().entries());
            }
        }
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

    /** A node stands still from now on; the one that did before goes on. */
    void standStill(Node node) {
        goOn();
        still = node;
        node.pause(true);
    }

    /** All logs are pruned from now on. */
    void prune(long minMillis) {
        prunes = true;
        nodes.forEach(node -> node.prune(minMillis));
    }

    boolean prunes() {
        return prunes;
    }

    /** A node is gone for good; each other one retires it within so many milliseconds. */
    void leave(Node node, long retiredMillis) {
        if (left == null && node.isRunning() && network.leave(node.index)) {
            tally.count("left");
            Set<Integer> gone = ledger.held(node.store());
            node.kill();
            left = node;
            present().forEach(other -> gone.removeAll(ledger.held(other.store())));
            ledger.lost(gone);
            present().forEach(other -> time.in(upTo(retiredMillis), () -> other.retire(node.id)));
        }
    }

    /** All nodes but the one that is gone for good. */
    List<Node> present() {
        return nodes.stream().filter(node -> node != left).toList();
    }

    /** Who stands still goes on standing still, if the others can do without it; else all work again. */
    void othersGoOn() {
        if (still != null && network.holdsWithout(still.index)) {
            tally.count("standstill");
            still.pause(true);
        } else {
            goOn();
        }
    }

    /** All work again. */
    void goOn() {
        if (still != null) {
            still.pause(false);
        }
        still = null;
    }

    /** Whether all hold the same, and know it; all but the one that stands still. */
    boolean isConverged() {
        List<Node> moving = present().stream().filter(node -> node != still).toList();
        Node first = moving.get(0);
        return moving.stream()
                .allMatch(node -> node.store().vector().equals(first.store().vector())
                        && node.store().heads().equals(first.store().heads())
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
                                + present().stream()
                                        .map(node -> "\n" + node.id + " "
                                                + node.store().vector().entries())
                                        .toList());
            }
        }
    }
}
