package org.multibusiness.sync.simulator;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.core.log.Lineage;
import org.multibusiness.sync.core.replica.Effect;
import org.multibusiness.sync.core.replica.Replica;
import org.multibusiness.sync.simulator.store.Applied;
import org.multibusiness.sync.simulator.store.Refused;

/** Brings batches into a node's store, one at a time, as the engine does; it waits for locks, and fails now and then. */
final class Applier {
    /** How often it waits for a user's lock before it gives up. */
    private static final int PATIENCE = 20;

    private final Node node;
    private final World world;
    private boolean applying;
    private long stagedUntil;
    /** The batch that failed last: it comes again. */
    private List<ChangeTransaction> failed = List.of();
    /** The batch that the replica knows to be under way, or to come again. */
    private List<ChangeTransaction> asked = List.of();

    Applier(Node node, World world) {
        this.node = node;
        this.world = world;
    }

    boolean isBusy() {
        return applying;
    }

    /** The process died. */
    void die() {
        applying = false;
        failed = List.of();
        asked = List.of();
    }

    /** What will be held when the batch under way is applied. */
    VersionVector expected(VersionVector held) {
        VersionVector expected = held;
        for (ChangeTransaction transaction : asked) {
            expected = expected.join(VersionVector.EMPTY.with(
                    transaction.dot().origin(), transaction.dot().sequence()));
        }
        return expected;
    }

    void ask(Effect.Apply apply) {
        Node.require(!applying, "two applies at a time");
        applying = true;
        boolean again = !failed.isEmpty();
        List<ChangeTransaction> batch = again ? failed : whole(apply);
        Node.require(dots(batch).equals(dots(apply.transactions())), "the batch that failed comes again");
        if (stranger(batch).isEmpty()) {
            world.ledger().asked(node.store(), batch, again);
        }
        asked = batch;
        node.later(node.disk.millis(), () -> attempt(batch, PATIENCE));
    }

    private List<ChangeTransaction> whole(Effect.Apply apply) {
        if (!apply.staged()) {
            return apply.transactions();
        }
        world.tally().count("apply large");
        return apply.transactions().stream().map(node.store().staging()::whole).toList();
    }

    private static List<Dot> dots(List<ChangeTransaction> batch) {
        return batch.stream().map(ChangeTransaction::dot).toList();
    }

    /** Keeps a part; in the order in which that was asked for. */
    void stage(Effect.Stage stage) {
        long now = world.time().millis();
        stagedUntil = Math.max(stagedUntil, now + node.disk.millis());
        node.later(stagedUntil - now, () -> {
            boolean failed = node.disk.fails();
            boolean lost = failed && world.random().nextBoolean();
            boolean fits = lost || node.store().staging().stage(stage.teller(), stage.tellerStart(), stage.part());
            Replica then = node.replica();
            node.later(node.disk.millis(), () -> {
                if (then == node.replica()) {
                    staged(stage, failed, fits);
                }
            });
        });
    }

    private void staged(Effect.Stage stage, boolean failed, boolean fits) {
        if (failed || !fits) {
            world.tally().count(fits ? "stage failed" : "stage refused");
            node.replica().stageFailed(stage, fits, node.now());
        } else {
            world.tally().count(stage.part().after() > 0 ? "further part" : "first part");
            node.perform(node.replica().staged(stage, node.now()));
        }
    }

    private Optional<Dot> stranger(List<ChangeTransaction> batch) {
        return Lineage.stranger(batch, node.store().points(Lineage.named(batch)));
    }

    private void attempt(List<ChangeTransaction> batch, int patience) {
        boolean lost = node.disk.fails();
        if (lost && world.random().nextBoolean()) {
            world.tally().count("apply failed");
            node.later(node.disk.millis(), () -> fail(batch));
            return;
        }
        Optional<Dot> stranger = stranger(batch);
        if (stranger.isPresent()) {
            refuse(stranger.get());
            return;
        }
        try {
            apply(batch, lost);
        } catch (Refused e) {
            world.tally().count("apply refused: " + e.getMessage());
            if (patience > 0 && e.getMessage() != null && e.getMessage().contains("locked")) {
                node.later(20 + node.disk.millis(), () -> attempt(batch, patience - 1));
            } else {
                node.later(node.disk.millis(), () -> fail(batch));
            }
        }
    }

    private void apply(List<ChangeTransaction> batch, boolean lost) throws Refused {
        Instant now = node.now();
        Applied applied = node.store().apply(batch, world.resolution(), now, world.ledger()::name);
        node.noteNumbers(applied.numbered(), now);
        world.ledger().applied(node.store(), applied);
        world.trace(node.id + " applied " + applied.transactions().size() + " " + applied.rows());
        if (applied.overtaken()) {
            world.tally().count("apply overtaken");
        }
        node.later(node.disk.millis(), () -> {
            if (lost) {
                world.tally().count("apply uncertain");
                fail(batch);
            } else {
                die();
                node.perform(node.replica().applied(applied.head(), node.now()));
            }
        });
    }

    private void refuse(Dot stranger) {
        world.backups().require("the author of " + stranger + " had seen another history than " + node.id);
        world.tally().count("strange history");
        node.later(node.disk.millis(), () -> {
            die();
            node.perform(node.replica().strangeHistory(stranger));
        });
    }

    private void fail(List<ChangeTransaction> batch) {
        applying = false;
        failed = batch;
        node.replica().applyFailed(node.now());
    }
}
