package org.multibusiness.sync.core.simulator;

import static org.junit.Assert.assertTrue;

import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.Test;
import org.multibusiness.sync.core.seeded.Seeds;

/**
 * Databases that are put back to an earlier copy, or replaced by a copy of another node's, amid all other faults. When the faults have stopped: all nodes hold the same,
 * each transaction that survived anywhere exactly once, and each author is known to have seen what he had seen, no more and no
 * less.
 */
public class ForkSimulationTest {
    private static final long FAULTY_MILLIS = 12_000;
    private static final long CONVERGED_MILLIS = 40_000;
    private static final long SETTLED_MILLIS = 8_000;

    @Test
    public void aRestoredPairLosesNothingThatTheOtherHolds() {
        loseNothing(150, Topology.PAIR);
    }

    @Test
    public void restoredNodesOfAMeshLoseNothing() {
        loseNothing(200, Topology.MESH_OF_THREE);
    }

    @Test
    public void restoredNodesOfALineLoseNothing() {
        loseNothing(150, Topology.LINE);
    }

    @Test
    public void restoredNodesOfALargerMeshLoseNothing() {
        loseNothing(100, Topology.MESH_OF_FOUR);
    }

    @Test
    public void restoredNodesOfAStarLoseNothing() {
        loseNothing(75, Topology.STAR);
    }

    @Test
    public void theSimulatorProvokesForks() {
        Map<String, Integer> total = new TreeMap<>();
        for (long seed = 0; seed < 200; seed++) {
            run(Topology.MESH_OF_THREE, new Random(seed))
                    .forEach((what, count) -> total.merge(what, count, Integer::sum));
        }
        for (String what : Set.of("restore", "adopt", "adopt failed", "alarm", "strange history", "branch", "copy")) {
            assertTrue(what + " in " + total, total.getOrDefault(what, 0) > 0);
        }
    }

    private void loseNothing(int seeds, Topology topology) {
        Seeds.each(seeds, getClass(), random -> run(topology, random));
    }

    private static Map<String, Integer> run(Topology topology, Random random) {
        Simulation world = new Simulation(topology, random);
        world.expectForks();
        Backups backups = new Backups(world, random);
        try {
            Faults faults = new Faults(world, random);
            world.time().pass(FAULTY_MILLIS);
            faults.stop(0);
            backups.stop();
            world.converge(CONVERGED_MILLIS);
            world.time().pass(SETTLED_MILLIS);
            assertTrue("at rest all hold the same", world.isConverged());
            world.checkLogs();
            world.checkPasts();
            backups.checkNothingLost();
            world.nodes().forEach(SimulatedNode::checkAtRest);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + world.traced(), e);
        }
        world.node(0).log.branches().forEach(branch -> world.count("branch"));
        return world.counts();
    }
}
