package org.multibusiness.sync.core.simulator;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import java.util.List;
import java.util.Optional;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.core.log.Lineage;
import org.multibusiness.sync.core.replica.Effect;
import org.multibusiness.sync.core.replica.Replica;

/** What a node's database does with what was received; it takes its time, fails, and fails after it has committed. */
final class SimulatedApplier {
    private final SimulatedNode node;
    private final Simulation world;
    private boolean applying;
    /** A batch that is committed though its answer was lost: it will come again. */
    private List<ChangeTransaction> uncertain = List.of();
    /** Parts are kept in the order in which that was asked for. */
    private long stagedUntil;

    SimulatedApplier(SimulatedNode node, Simulation world) {
        this.node = node;
        this.world = world;
    }

    boolean isBusy() {
        return applying;
    }

    /** The process dies. */
    void forget() {
        applying = false;
        uncertain = List.of();
    }

    void apply(Effect.Apply apply) {
        assertFalse("two applies at a time", applying);
        applying = true;
        boolean again = !uncertain.isEmpty();
        if (again) {
            assertEquals("the batch that failed comes again", uncertain, apply.transactions());
        } else if (stranger(apply).isEmpty()) {
            node.log.check(apply.transactions());
        }
        node.later(world.disk(), () -> {
            boolean failed = world.fails();
            Optional<Dot> strange = again ? Optional.empty() : stranger(apply);
            if (strange.isPresent()) {
                world.count("strange history");
                node.later(world.disk(), () -> {
                    applying = false;
                    node.perform(node.replica().strangeHistory(strange.get()));
                });
                return;
            }
            boolean committed = !failed || world.tosses();
            if (committed && !again) {
                commit(apply);
            }
            uncertain = failed && (committed || again) ? apply.transactions() : List.of();
            VersionVector head = node.log.vector();
            node.later(world.disk(), () -> answer(failed, head));
        });
    }

    private void commit(Effect.Apply apply) {
        List<ChangeTransaction> batch = apply.transactions();
        if (apply.staged()) {
            world.count("large");
            batch = List.of(node.log.staging().whole(batch.get(0)));
        }
        node.number();
        node.log.append(batch);
        node.received(batch);
    }

    private Optional<Dot> stranger(Effect.Apply apply) {
        return Lineage.stranger(apply.transactions(), node.log.points(Lineage.named(apply.transactions())));
    }

    private void answer(boolean failed, VersionVector head) {
        applying = false;
        if (failed) {
            world.count(uncertain.isEmpty() ? "apply failed" : "apply uncertain");
            node.replica().applyFailed(node.now());
        } else {
            node.perform(node.replica().applied(head, node.now()));
        }
    }

    void stage(Effect.Stage stage) {
        stagedUntil = Math.max(stagedUntil, world.time().millis() + world.disk());
        node.later(stagedUntil - world.time().millis(), () -> {
            boolean failed = world.fails();
            boolean fits = (failed && world.tosses())
                    || node.log.staging().stage(stage.teller(), stage.tellerStart(), stage.part());
            Replica then = node.replica();
            node.later(world.disk(), () -> {
                if (then == node.replica()) {
                    answer(stage, failed, fits);
                }
            });
        });
    }

    private void answer(Effect.Stage stage, boolean failed, boolean fits) {
        if (failed || !fits) {
            world.count(fits ? "stage failed" : "part does not fit");
            node.replica().stageFailed(stage, fits, node.now());
        } else {
            world.count(stage.part().after() > 0 ? "further part" : "first part");
            node.perform(node.replica().staged(stage, node.now()));
        }
    }
}
