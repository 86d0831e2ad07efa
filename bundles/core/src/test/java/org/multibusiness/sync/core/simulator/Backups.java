package org.multibusiness.sync.core.simulator;

import static org.junit.Assert.assertEquals;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes copies of databases at random times, and puts them back. Keeps the books of what has been lost for good. */
final class Backups {
    private final Simulation world;
    private final Random random;
    private final Map<SimulatedNode, Copy> copies = new HashMap<>();
    private final Set<String> lost = new HashSet<>();
    private boolean stopped;

    /** A copy of a database, and as of when it is up to date. */
    private record Copy(Disk disk, long asOf) {}

    Backups(Simulation world, Random random) {
        this.world = world;
        this.random = random;
        next();
    }

    void stop() {
        stopped = true;
    }

    private void next() {
        world.time().in(200 + world.upTo(2_500), () -> {
            if (!stopped) {
                SimulatedNode node = world.node(random.nextInt(world.nodes().size()));
                if (random.nextBoolean() || !isYoung(copies.get(node))) {
                    copies.put(node, copyOf(node));
                } else if (node.isRunning()) {
                    restore(node, random.nextInt(4) == 0 ? copyOfAnother(node) : copies.get(node));
                }
                next();
            }
        });
    }

    private boolean isYoung(@Nullable Copy copy) {
        boolean prunes = world.retention() > 0;
        return copy != null && (!prunes || copy.asOf() > world.time().millis() - world.retention());
    }

    private Copy copyOf(SimulatedNode node) {
        return new Copy(node.backup(), world.restores().asOf(node));
    }

    private void restore(SimulatedNode node, Copy copy) {
        Set<String> before = held();
        node.restore(copy.disk().copy());
        world.restores().restored(node, copy.asOf());
        world.count("restore");
        world.network().died(node);
        before.removeAll(held());
        lost.addAll(before);
        world.time().in(world.upTo(1_500), node::restart);
    }

    /**
     * Another node's database, that this node goes on with as with its own; often it was written in before, as if it
     * were still the other's.
     */
    private Copy copyOfAnother(SimulatedNode node) {
        SimulatedNode other = world.node(random.nextInt(world.nodes().size()));
        Copy copy = copyOf(other);
        if (!isYoung(copy)) {
            return copies.get(node);
        }
        world.count("copy");
        for (int writes = random.nextInt(3); writes > 0; writes--) {
            copy.disk().write(world);
            copy.disk().number(world.time().now());
        }
        copy.disk().log().adoptedBy(node.id);
        return copy;
    }

    private Set<String> held() {
        Set<String> held = new HashSet<>();
        world.nodes().forEach(node -> held.addAll(node.log.chains()));
        return held;
    }

    /** What was on its way when the last log that held it was overwritten may still have arrived. */
    void checkNothingLost() {
        Set<String> held = held();
        Set<String> missing = new HashSet<>(world.seen().keySet());
        missing.removeAll(held);
        missing.removeAll(lost);
        assertEquals("lost, though a log that survived held it", Set.of(), missing);
        assertEquals("twice in a log", held.size(), world.node(0).log.entries().size());
    }
}
