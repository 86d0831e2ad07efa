package org.multibusiness.sync.core.simulator;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.Random;
import org.junit.Test;
import org.multibusiness.sync.core.seeded.Seeds;

/**
 * Real replicas that all write the same few rows, pruning at random times up to random places, under all faults. All the while:
 * nothing is pruned that a node lacks, nothing arrives that did not know what is pruned, nobody is told to take a full sync,
 * and every resolution by the pruned log equals that by the whole one.
 */
public class PruningSimulationTest {
    private static final long FAULTY_MILLIS = 12_000;
    private static final long CONVERGED_MILLIS = 15_000;
    /** Statements go on once a second, and there are three links at most between two nodes. */
    private static final long TOLD_MILLIS = 6_000;

    @Test
    public void aFullMeshOfThreePrunesWhatCanNeverCountAgain() {
        prunes(150, Topology.MESH_OF_THREE);
    }

    @Test
    public void aLinePrunesWhatTheFarEndHas() {
        prunes(150, Topology.LINE);
    }

    @Test
    public void aStarPrunesToo() {
        prunes(60, Topology.STAR);
    }

    @Test
    public void aRingPrunesToo() {
        prunes(60, Topology.RING);
    }

    private void prunes(int seeds, Topology topology) {
        Seeds.each(seeds, getClass(), random -> {
            Simulation world = new Simulation(topology, random, true);
            try {
                run(world, random);
            } catch (AssertionError e) {
                throw new AssertionError(e.getMessage() + world.traced(), e);
            }
        });
    }

    private static void run(Simulation world, Random random) {
        Faults faults = new Faults(world, random);
        world.nodes().forEach(node -> pruneNowAndThen(world, node, random));
        world.time().pass(FAULTY_MILLIS);
        faults.stop(0.5);
        world.converge(CONVERGED_MILLIS);
        world.time().pass(TOLD_MILLIS);
        for (SimulatedNode node : world.nodes()) {
            node.prune(1);
            assertEquals(world.node(0).rows().rows(), node.rows().rows());
            assertEquals("everything is stable at rest", node.log.vector(), node.log.floor());
            assertEquals(0, node.rows().kept());
        }
    }

    private static void pruneNowAndThen(Simulation world, SimulatedNode node, Random random) {
        world.time().in(world.upTo(1_000), () -> {
            node.prune(random.nextBoolean() ? 1 : random.nextDouble());
            pruneNowAndThen(world, node, random);
        });
    }

    /**
     * 16 writes a second by both, almost all of the same row, with a round trip of up to 0.4 s from write to write: what a log keeps is
     * the window that was not stable yet and the stretch since the last pause, however much was written before. (With n writes a second and
     * a round trip of r a pause comes every e^(n·r)/n seconds: decision 13 says where that ends.)
     */
    @Test
    public void aRowThatTwoLinkedNodesWriteTimeAndAgainKeepsABoundedLog() {
        Seeds.each(1, getClass(), random -> {
            Simulation world = new Simulation(Topology.PAIR, random, true);
            world.nodes().forEach(node -> pruneNowAndThen(world, node, random));
            int early = 0;
            int late = 0;
            for (int second = 0; second < 100; second++) {
                for (int write = 0; write < 8; write++) {
                    world.nodes().forEach(node -> world.time().in(world.upTo(1_000), node::write));
                }
                world.time().pass(1_000);
                int kept =
                        Math.max(world.node(0).rows().kept(), world.node(1).log.left());
                early = second < 25 ? Math.max(early, kept) : early;
                late = second < 25 ? late : Math.max(late, kept);
            }
            assertTrue(
                    "written: " + world.node(0).rows().whole(),
                    world.node(0).rows().whole() > 1_500);
            assertTrue("kept in the first quarter " + early + ", later " + late, late < 3 * early);
        });
    }

    @Test
    public void aRowThatThreeNodesWriteAllDayDoesNotGrowTheLog() {
        Seeds.each(3, getClass(), random -> {
            Simulation world = new Simulation(Topology.LINE, random, true);
            world.nodes().forEach(node -> pruneNowAndThen(world, node, random));
            int most = 0;
            for (int second = 0; second < 300; second++) {
                for (SimulatedNode node : world.nodes()) {
                    world.time().in(world.upTo(1_000), node::write);
                    world.time().in(world.upTo(1_000), node::write);
                }
                world.time().pass(1_000);
                most = second < 10 ? 0 : Math.max(most, world.node(0).rows().kept());
            }
            assertTrue(
                    "written: " + world.node(0).rows().whole(),
                    world.node(0).rows().whole() > 1_500);
            assertTrue("kept: " + most, most < 150);
        });
    }
}
