package org.multibusiness.sync.core.simulator;

import java.util.List;
import java.util.Random;
import org.multibusiness.sync.core.simulator.Topology.Edge;

/** Writes and faults at random times, until they are stopped. */
final class Faults {
    private static final long FOR_GOOD = 1L << 40;

    private final Simulation world;
    private final Random random;
    private boolean stopped;

    Faults(Simulation world, Random random) {
        this.world = world;
        this.random = random;
        nextFault();
        nextWrites();
    }

    /** Everything works again, but for an edge that dies for good where there is a way round; what is cut is noticed in time. */
    void stop(double deaths) {
        stopped = true;
        world.failures(0);
        world.network().unblockAll();
        world.nodes().forEach(node -> node.pause(false));
        if (world.topology().isRedundant() && random.nextDouble() < deaths) {
            world.count("death");
            world.network().block(anyEdge(), FOR_GOOD);
        }
    }

    private void nextWrites() {
        world.time().in(20 + world.upTo(600), () -> {
            if (!stopped) {
                SimulatedNode writer = anyNode();
                for (int i = random.nextInt(8) == 0 ? 20 : 2; i > 0 && writer.isRunning(); i--) {
                    writer.write();
                }
                nextWrites();
            }
        });
    }

    private void nextFault() {
        world.time().in(50 + world.upTo(1_500), () -> {
            if (!stopped) {
                fault();
                nextFault();
            }
        });
    }

    private void fault() {
        Edge edge = anyEdge();
        switch (random.nextInt(8)) {
            case 0, 1 -> block(edge);
            case 2 -> dialTwice(edge);
            case 3 -> restart(anyNode());
            case 4 -> pause(anyNode());
            case 5 -> fail();
            case 6 -> anyNode().syncNow();
            default -> world.network().dial(edge, edge.other(), edge.one());
        }
    }

    private void block(Edge edge) {
        world.count("cut");
        world.network().block(edge, random.nextInt(3) == 0 ? world.upTo(6_000) : 0);
    }

    /** Both sides dial, linked or not. */
    private void dialTwice(Edge edge) {
        world.network().dial(edge, edge.one(), edge.other());
        world.network().dial(edge, edge.other(), edge.one());
    }

    private void restart(SimulatedNode node) {
        if (node.isRunning()) {
            world.count("restart");
            node.kill();
            world.network().died(node);
            world.time().in(world.upTo(1_500), node::restart);
        }
    }

    private void pause(SimulatedNode node) {
        world.count("pause");
        node.pause(true);
        world.time().in(world.upTo(4_000), () -> node.pause(false));
    }

    private void fail() {
        world.failures(0.3);
        world.time().in(world.upTo(3_000), () -> world.failures(0));
    }

    private SimulatedNode anyNode() {
        return world.node(random.nextInt(world.nodes().size()));
    }

    private Edge anyEdge() {
        List<Edge> edges = world.topology().edges();
        return edges.get(random.nextInt(edges.size()));
    }
}
