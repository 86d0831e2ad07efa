package org.multibusiness.sync.core.simulator;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.Test;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.core.seeded.Seeds;

/**
 * A server and its copy run side by side under one identity, and both write, amid all faults: now the one is linked, now the other,
 * or each with another peer, and each start of one of them takes the link from the other. In the end the operator gives the copy an
 * identity of its own. Then all hold the same, nothing that either wrote is lost or twice, and each author is known to have
 * seen what it had seen.
 */
public class TwinSimulationTest {
    private static final long ALONE_MILLIS = 3_000;
    private static final long TOGETHER_MILLIS = 16_000;
    private static final long CONVERGED_MILLIS = 40_000;
    private static final long SETTLED_MILLIS = 8_000;

    @Test
    public void twoThatShareAPeerLoseNothing() {
        Seeds.each(60, getClass(), random -> run(Topology.COPY_AT_THE_HUB, random));
    }

    @Test
    public void twoOfWhichEachHasAPeerOfItsOwnLoseNothing() {
        Seeds.each(60, getClass(), random -> run(Topology.COPY_BESIDE, random));
    }

    @Test
    public void thePeerThatTheyShareTellsItsOperator() {
        Seeds.each(5, getClass(), random -> {
            Simulation world = new Simulation(Topology.COPY_AT_THE_HUB, random);
            world.expectForks();
            world.expectTwins();
            SimulatedNode copy = world.node(2);
            NodeId name = copy.id;
            copy.kill();
            write(world, 2);
            start(copy, world.node(0));
            write(world, 60);
            assertTrue(world.counts().toString(), world.counts().getOrDefault("twins", 0) > 0);
            assertTrue("links don't flap", world.counts().getOrDefault("adopt", 0) < 10);
            giveIdentity(world, copy, name);
            check(world);
        });
    }

    /** The server and its copy write by turns, for a quarter of a second each. */
    private static void write(Simulation world, int times) {
        for (int i = 0; i < times; i++) {
            for (SimulatedNode node : world.nodes()) {
                if (node.isRunning()) {
                    node.write();
                }
            }
            world.time().pass(250);
        }
    }

    private static void run(Topology topology, Random random) {
        Simulation world = new Simulation(topology, random);
        world.expectForks();
        world.expectTwins();
        SimulatedNode copy = world.node(topology.nodes() - 1);
        NodeId name = copy.id;
        copy.kill();
        try {
            Faults faults = new Faults(world, random);
            world.time().pass(ALONE_MILLIS);
            start(copy, world.node(0));
            world.time().pass(TOGETHER_MILLIS);
            faults.stop(0);
            world.time().pass(2_000);
            giveIdentity(world, copy, name);
            check(world);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + world.traced(), e);
        }
    }

    private static void start(SimulatedNode copy, SimulatedNode original) {
        copy.restore(original.backup());
        copy.id = original.id;
        copy.restart();
    }

    /** As the alarm asks for: keys of its own, and the log is taken over. */
    private static void giveIdentity(Simulation world, SimulatedNode copy, NodeId name) {
        copy.kill();
        world.network().died(copy);
        copy.id = name;
        copy.log.adoptedBy(name);
        copy.restart();
    }

    private static void check(Simulation world) {
        world.converge(CONVERGED_MILLIS);
        world.time().pass(SETTLED_MILLIS);
        assertTrue("at rest all hold the same", world.isConverged());
        world.checkLogs();
        world.checkPasts();
        Set<String> held = new HashSet<>();
        world.nodes().forEach(node -> held.addAll(node.log.chains()));
        assertEquals("written, and held", world.seen().keySet(), held);
        assertEquals("once", held.size(), world.node(0).log.entries().size());
        world.nodes().forEach(SimulatedNode::checkAtRest);
    }
}
