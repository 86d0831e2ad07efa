package org.multibusiness.sync.simulator;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.conflict.Decided;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.simulator.Topology.Edge;
import org.multibusiness.sync.simulator.ledger.Audit;
import org.multibusiness.sync.simulator.store.Room;

/** Plays a script: first with faults, all invariants watched; then without, and all must come to rest and be right. */
final class Story {
    /** A cut is noticed within 3 s, the safety net is 5 s and doubles when it does not help. */
    private static final long CONVERGED_MILLIS = 60_000;

    private static final long SETTLED_MILLIS = 6_000;
    /** Two fifths of the safety net. */
    private static final long PUSHED_MILLIS = 2_000;

    /** Who holds what is told once a second, over eight links at most. */
    private static final long TOLD_MILLIS = 12_000;

    private final Script script;
    private final World world;

    private Story(Script script, RowResolution resolution) {
        this.script = script;
        this.world = new World(script, resolution);
    }

    /**
     * What came of a script.
     *
     * @param violation the broken promise; null when none was
     * @param hash tells one course of events from another
     * @param tail the last of what happened
     * @param tally what was provoked
     * @param millis when it ended
     */
    record Outcome(@Nullable Violation violation, String hash, String tail, Tally tally, long millis) {}

    static Outcome play(Script script, RowResolution resolution) {
        Story story = new Story(script, resolution);
        @Nullable Violation violation = null;
        try {
            story.run();
        } catch (Violation found) {
            violation = found;
        } catch (RuntimeException thrown) {
            violation = new Violation("no exception", thrown + " at " + thrown.getStackTrace()[0]);
            violation.initCause(thrown);
        }
        World world = story.world;
        world.tally()
                .story(world.nodes().size(), world.time().millis(), world.time().done());
        return new Outcome(
                violation,
                world.trace().hash(),
                world.trace().tail(),
                world.tally(),
                world.time().millis());
    }

    private void run() {
        world.start();
        world.tally().count("topology " + script.topology().name());
        for (Step step : script.steps()) {
            world.time().in(step.at(), () -> perform(step));
        }
        world.time().pass(Script.MILLIS);
        heal();
        world.converge(CONVERGED_MILLIS);
        world.goOn();
        world.converge(CONVERGED_MILLIS);
        world.time().pass(SETTLED_MILLIS);
        audit();
        bothSidesKeepTheSameLink();
        everyWriteIsPushed();
        audit();
        world.backups().checkTold();
        everythingIsPruned();
        audit();
        countConflicts();
    }

    private void heal() {
        world.trace("all faults end");
        world.network().heal();
        for (Node node : world.present()) {
            node.restart();
            node.disk.errors(0);
            node.disk.slow(false);
            node.store().room(Room.ENOUGH);
            node.pause(false);
            node.clock.drift(0);
        }
        world.othersGoOn();
    }

    private void audit() {
        world.time().pass(1_500);
        if (!world.isConverged()) {
            throw new Violation("G8 liveness", "no rest");
        }
        world.present().forEach(Node::checkAtRest);
        new Audit(world.ledger(), world.present().stream().map(Node::store).toList(), world.resolution())
                .check(new Random(script.seed()));
    }

    /** All dial each other at once, linked as they are: one link of each pair stays, and nobody has to dial again. */
    private void bothSidesKeepTheSameLink() {
        long dials = world.tally().of("dial");
        List<Edge> edges = world.network().alive();
        for (Edge edge : edges) {
            world.network().dial(edge.one(), edge.other());
            world.network().dial(edge.other(), edge.one());
        }
        world.time().pass(SETTLED_MILLIS / 2);
        long again = world.tally().of("dial") - dials - 2L * edges.size();
        if (again != 0) {
            throw new Violation("G8 one link", "dialled again " + again + " times after all dialled each other");
        }
    }

    private void everyWriteIsPushed() {
        Node first = world.present().get(0);
        first.quiet(true);
        new Till(first, world, script.seed()).work();
        world.time().pass(3_000);
        first.quiet(false);
        world.present().forEach(node -> new Till(node, world, script.seed() + node.index).work());
        world.time().pass(3_000);
        world.converge(PUSHED_MILLIS);
    }

    /** At rest everything is stable, whatever the clocks say: the log can be empty. */
    private void everythingIsPruned() {
        if (!world.prunes()) {
            return;
        }
        world.time().pass(TOLD_MILLIS);
        for (Node node : world.present()) {
            node.prune(Instant.MAX, Integer.MAX_VALUE);
            node.prune(Instant.MAX, Integer.MAX_VALUE);
            if (node.store().kept() > 0
                    || !node.store().floor().equals(node.store().vector())) {
                throw new Violation(
                        "G6 bounded",
                        node.id + " keeps " + node.store().kept() + " changes at rest; stable is "
                                + node.replica().stable().entries());
            }
        }
    }

    private void countConflicts() {
        world.present()
                .get(0)
                .store()
                .branches()
                .forEach(branch -> world.tally().count("branch"));
        for (Conflict conflict : world.present().get(0).store().journal().values()) {
            world.tally().count("conflict " + conflict.kind());
            for (Decided decided : conflict.decisions()) {
                world.tally().count("conflict by " + decided.policy());
            }
        }
    }

    private void perform(Step step) {
        world.trace(step.toString());
        Node node = world.node(step.node());
        if (step.kind() == Step.Kind.WRITE) {
            if (node.isRunning()) {
                new Till(node, world, step.amount()).work();
            }
        } else {
            world.tally().count("fault " + step.kind());
            new Mishap(world, node, step).happen();
        }
    }
}
