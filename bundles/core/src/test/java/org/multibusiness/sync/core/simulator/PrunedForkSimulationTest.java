package org.multibusiness.sync.core.simulator;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.Test;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.core.seeded.Seeds;

/**
 * Databases that are put back to a backup or replaced by a copy, while all nodes write the same few rows and prune their logs.
 * Backups are not older than the retention, as the manual asks. All the while: nothing is pruned that a database lacks, whatever
 * it is called there, nobody is told to take a full sync, every resolution by the pruned log equals that by the whole one. At the end
 * all hold the same, and pruning goes on.
 */
public class PrunedForkSimulationTest {
    private static final long FAULTY_MILLIS = 14_000;
    private static final long CONVERGED_MILLIS = 40_000;
    private static final long RETENTION_MILLIS = 3_000;
    /** Statements go on once a second, and there are three links at most between two nodes. */
    private static final long TOLD_MILLIS = 10_000;

    @Test
    public void aMeshWithBackupsPrunesNothingThatCanStillCount() {
        prunes(80, Topology.MESH_OF_THREE);
    }

    @Test
    public void aLineWithBackupsPrunesNothingThatCanStillCount() {
        prunes(80, Topology.LINE);
    }

    @Test
    public void aPairWithBackupsPrunesNothingThatCanStillCount() {
        prunes(60, Topology.PAIR);
    }

    @Test
    public void aRingWithBackupsPrunesNothingThatCanStillCount() {
        prunes(30, Topology.RING);
    }

    @Test
    public void theStoriesPruneBetweenForks() {
        Map<String, Integer> total = new TreeMap<>();
        for (long seed = 0; seed < 30; seed++) {
            run(Topology.MESH_OF_THREE, new Random(seed))
                    .forEach((what, count) -> total.merge(what, count, Integer::sum));
        }
        for (String what : Set.of("restore", "copy", "branch", "strange history", "prune", "prune amid forks")) {
            assertTrue(what + " in " + total, total.getOrDefault(what, 0) > 0);
        }
    }

    /**
     * Node 0 wrote 4 and 5, which node 2 got; then it was restored and wrote another 4 and 5, and is paused. Node 1 was linked with
     * it before it got the first 4 and 5 from node 2, and as node 2 goes on writing nothing rests: nobody compares.
     */
    @Test
    public void whoHoldsAnotherHistoryThatNobodyHasNoticedIsNotTakenForAHolderOfOurs() {
        Seeds.each(5, getClass(), random -> {
            Simulation world = new Simulation(Topology.MESH_OF_THREE, random, true);
            world.expectForks();
            twoLives(world);
            SimulatedNode middle = world.node(1);
            for (int i = 0; i < 60; i++) {
                world.node(2).write();
                world.time().pass(250);
                middle.prune(1);
            }
            assertEquals(5, middle.log.vector().sequence(new OriginId(world.node(0).id, 1)));
            assertEquals(Set.of(), middle.log.branches());

            world.node(0).pause(false);
            world.network().unblockAll();
            world.converge(CONVERGED_MILLIS);
            world.time().pass(TOLD_MILLIS);
            assertEquals(1, middle.log.branches().size());
            world.nodes().forEach(node -> {
                node.prune(1);
                assertEquals(node.log.vector(), node.log.floor());
            });
        });
    }

    @Test
    public void aBackupFromBeforeTheFloorMixesNothingAndAllAreTold() {
        Seeds.each(10, getClass(), random -> restoreTooOld(random, 1 + random.nextInt(3)));
    }

    @Test
    public void norDoesOneThatWroteMoreThanWasPruned() {
        Seeds.each(10, getClass(), random -> restoreTooOld(random, 30 + random.nextInt(10)));
    }

    /** Node 0 is put back to before what all have pruned, and writes so many transactions before anybody hears of it. */
    private static void restoreTooOld(Random random, int writes) {
        Simulation world = new Simulation(Topology.MESH_OF_THREE, random, true);
        world.expectForks();
        SimulatedNode node = world.node(0);
        write(world, node, 3);
        Disk backup = node.backup();
        write(world, node, 10);
        world.converge(CONVERGED_MILLIS);
        world.time().pass(TOLD_MILLIS);
        world.nodes().forEach(each -> each.prune(1));
        write(world, node, 5);
        world.converge(CONVERGED_MILLIS);
        Set<String> known = world.node(1).log.chains();

        world.expectShortfalls();
        node.restore(backup);
        world.network().died(node);
        world.topology().edges().forEach(edge -> world.network().block(edge, 1_000_000));
        node.restart();
        write(world, node, writes);
        world.network().unblockAll();
        write(world, node, 3);
        world.time().pass(30_000);

        assertEquals("nothing of the second life", known, world.node(1).log.chains());
        assertEquals(known, world.node(2).log.chains());
        assertEquals("its own is kept", writes + 6, node.log.entries().size());
        for (SimulatedNode each : world.nodes()) {
            assertTrue(
                    each.id + " in " + world.counts(), world.counts().getOrDefault("shortfall at " + each.id, 0) > 0);
        }
    }

    private static void twoLives(Simulation world) {
        SimulatedNode node = world.node(0);
        write(world, node, 3);
        world.converge(CONVERGED_MILLIS);
        Disk backup = node.backup();
        List<Topology.Edge> edges = world.topology().edges();
        world.network().block(edges.get(0), 1_000_000);
        world.network().block(edges.get(1), 1_000_000);
        write(world, node, 2);
        world.time().pass(5_000);
        world.network().block(edges.get(2), 1_000_000);
        node.restore(backup);
        world.network().died(node);
        node.restart();
        write(world, node, 2);
        node.pause(true);
        world.network().unblock(edges.get(0));
        world.time().pass(5_000);
        world.network().unblock(edges.get(1));
    }

    private static void write(Simulation world, SimulatedNode node, int transactions) {
        for (int i = 0; i < transactions; i++) {
            node.write();
            world.time().pass(200);
        }
    }

    private void prunes(int seeds, Topology topology) {
        Seeds.each(seeds, getClass(), random -> run(topology, random));
    }

    private static Map<String, Integer> run(Topology topology, Random random) {
        Simulation world = new Simulation(topology, random, true);
        world.expectForks();
        world.retain(RETENTION_MILLIS);
        Backups backups = new Backups(world, random);
        try {
            Faults faults = new Faults(world, random);
            world.nodes().forEach(node -> pruneNowAndThen(world, node, random));
            world.time().pass(FAULTY_MILLIS);
            faults.stop(0);
            backups.stop();
            world.count("prune amid forks", world.counts().getOrDefault("prune", 0));
            world.converge(CONVERGED_MILLIS);
            world.time().pass(TOLD_MILLIS);
            check(world, backups);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + world.traced(), e);
        }
        world.node(0).log.branches().forEach(branch -> world.count("branch"));
        return world.counts();
    }

    private static void pruneNowAndThen(Simulation world, SimulatedNode node, Random random) {
        world.time().in(world.upTo(1_000), () -> {
            node.prune(random.nextBoolean() ? 1 : random.nextDouble());
            pruneNowAndThen(world, node, random);
        });
    }

    private static void check(Simulation world, Backups backups) {
        world.checkPasts();
        backups.checkNothingLost();
        world.nodes().forEach(SimulatedNode::checkAtRest);
        for (SimulatedNode node : world.nodes()) {
            node.prune(1);
            assertEquals(world.node(0).rows().rows(), node.rows().rows());
            assertEquals("everything is stable at rest", node.log.vector(), node.log.floor());
            assertEquals(0, node.rows().kept());
        }
    }
}
