package org.multibusiness.sync.core.simulator;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.Test;
import org.multibusiness.sync.core.seeded.Seeds;

/**
 * The real replica in a simulated cluster. All the while: batches in causal order, without gap or repetition, one apply and
 * one read per link at a time, windows kept, nothing acknowledged that is not durable, no alarm. When the faults have stopped:
 * all nodes hold the same within bounded time, all credit is given back, and a new write arrives without the safety net.
 */
public class ReplicaSimulationTest {
    private static final long FAULTY_MILLIS = 12_000;
    /** A cut is noticed within 3 s; the safety net is 5 s; a thousand seeds need 6 s at most. */
    private static final long CONVERGED_MILLIS = 15_000;

    private static final long SETTLED_MILLIS = 6_000;
    /** A fifth of the safety net. */
    private static final long PUSHED_MILLIS = 1_000;

    @Test
    public void aPairConverges() {
        converges(150, Topology.PAIR);
    }

    @Test
    public void aFullMeshOfThreeConverges() {
        converges(250, Topology.MESH_OF_THREE);
    }

    @Test
    public void aFullMeshOfFourConverges() {
        converges(150, Topology.MESH_OF_FOUR);
    }

    @Test
    public void aLineConverges() {
        converges(200, Topology.LINE);
    }

    @Test
    public void aStarConverges() {
        converges(125, Topology.STAR);
    }

    @Test
    public void aRingConverges() {
        converges(50, Topology.RING);
    }

    @Test
    public void aRingWithADeadLinkConverges() {
        Seeds.each(75, getClass(), random -> run(Topology.RING, 1, random));
    }

    private void converges(int seeds, Topology topology) {
        Seeds.each(seeds, getClass(), random -> run(topology, 0.5, random));
    }

    private static Map<String, Integer> run(Topology topology, double deaths, Random random) {
        Simulation world = new Simulation(topology, random);
        try {
            Faults faults = new Faults(world, random);
            world.time().pass(FAULTY_MILLIS);
            faults.stop(deaths);
            world.converge(CONVERGED_MILLIS);
            world.time().pass(SETTLED_MILLIS);
            checkAtRest(world);
            everyWriteIsPushed(world);
            checkAtRest(world);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + world.traced(), e);
        }
        return world.counts();
    }

    private static void everyWriteIsPushed(Simulation world) {
        long before = world.node(0).log.entries().size();
        world.nodes().forEach(SimulatedNode::write);
        world.converge(
                PUSHED_MILLIS,
                () -> world.node(0).log.entries().size()
                        == before + world.nodes().size());
    }

    private static void checkAtRest(Simulation world) {
        world.time().pass(1_000);
        assertTrue("at rest all hold the same", world.isConverged());
        world.checkLogs();
        world.nodes().forEach(SimulatedNode::checkAtRest);
    }

    @Test
    public void aPausedNodeDelaysNobodyElse() {
        Seeds.each(20, getClass(), random -> {
            Simulation world = new Simulation(Topology.MESH_OF_THREE, random);
            world.time().pass(SETTLED_MILLIS);
            world.node(2).pause(true);

            world.node(0).write();
            world.node(1).write();
            world.time().pass(PUSHED_MILLIS);

            assertEquals(2, world.node(0).log.entries().size());
            assertEquals(2, world.node(1).log.entries().size());
            assertEquals(0, world.node(2).log.entries().size());
            world.node(2).pause(false);
            world.converge(PUSHED_MILLIS);
        });
    }

    @Test
    public void aLongBacklogDrainsThroughTheSmallestWindow() {
        Seeds.each(20, getClass(), random -> {
            Simulation world = new Simulation(Topology.LINE, random);
            for (int i = 0; i < 201; i++) {
                world.node(i % 3).write();
            }

            world.converge(120_000, () -> world.node(0).log.entries().size() == 201);

            checkAtRest(world);
        });
    }

    @Test
    public void theSimulatorProvokesWhatItClaims() {
        Map<String, Integer> total = new TreeMap<>();
        for (long seed = 0; seed < 20; seed++) {
            run(Topology.MESH_OF_THREE, 0.5, new Random(seed))
                    .forEach((what, count) -> total.merge(what, count, Integer::sum));
        }
        for (String what : List.of(
                "dial",
                "close",
                "cut",
                "restart",
                "death",
                "pause",
                "read failed",
                "apply failed",
                "apply uncertain",
                "first part",
                "further part",
                "stage failed",
                "large")) {
            assertTrue(what + " in " + total, total.getOrDefault(what, 0) > 0);
        }
    }
}
