package org.multibusiness.sync.core.replica;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.storage.StagedPart;
import org.multibusiness.sync.api.storage.TransactionPart;

/** The receiving half: what waits, what is being applied, and the credit to give back. Not thread-safe. */
final class Reception {
    private final ReplicaLimits limits;
    private final DeliveryBuffer buffer = new DeliveryBuffer();
    private Map<Long, Long> freed = new HashMap<>();
    private final Staging staging = new Staging();
    private List<ChangeTransaction> applying = List.of();
    private boolean staged;
    private boolean held;
    private boolean failed;
    private Instant retryAt = Instant.MIN;

    Reception(ReplicaLimits limits) {
        this.limits = limits;
    }

    void offer(long link, List<ChangeTransaction> transactions) {
        buffer.offer(link, transactions);
    }

    /** What was kept of large transactions before we were started. */
    void recall(StagedPart kept) {
        staging.recall(kept);
        if (kept.complete()) {
            buffer.offerStaged(kept.header());
        }
    }

    /** What a run of a peer need not send of large transactions. */
    Map<Dot, Long> begun(NodeId teller, long start) {
        Map<Dot, Long> begun = new HashMap<>(staging.begun(teller, start));
        buffer.staged().forEach(dot -> begun.put(dot, Subscriptions.NEVER_LACKED));
        return begun;
    }

    /** Whether a part is of no use, because all of its transaction is here or will be. */
    boolean isNeedless(TransactionPart part, VersionVector vector) {
        return buffer.isStaged(part.transaction())
                || expected(vector).covers(part.transaction().dot());
    }

    /**
     * Whether a part is the next one of its teller; then it counts as under way. If another transaction of its name waits, that
     * one is given up: its author may have been restored from a backup, and write under the name again.
     */
    boolean take(NodeId teller, long start, TransactionPart part) {
        buffer.unstage(part.transaction().dot());
        return staging.take(teller, start, part);
    }

    /** A part is kept; with the last one the transaction waits for its turn. */
    void kept(Effect.Stage stage, VersionVector vector) {
        staging.kept(stage.teller(), stage.tellerStart(), stage.part());
        if (stage.part().last() && !isNeedless(stage.part(), vector)) {
            buffer.offerStaged(stage.part().header());
        }
    }

    /** A part is not kept, perhaps because it did not fit. */
    void notKept(Effect.Stage stage, boolean fits) {
        staging.failed(stage.teller(), stage.part(), fits);
    }

    /** A link may send so much again. */
    void free(long link, long weight) {
        freed.merge(link, weight, Long::sum);
    }

    /** Whether peers have to wait: nothing is taken, and no credit given back. */
    void hold(boolean wait) {
        held = wait;
    }

    boolean isHeld() {
        return held;
    }

    /** Forgets what came by a link and was not taken yet. */
    void drop(long link) {
        buffer.drop(link);
        freed.remove(link);
    }

    /** Forgets everything, the batch under way included: it failed and must not come again. */
    void clear() {
        buffer.clear();
        freed = new HashMap<>();
        applying = List.of();
        failed = false;
    }

    boolean isBusy() {
        return !applying.isEmpty();
    }

    /** The next batch, when none is under way. */
    Optional<Effect> next(VersionVector vector) {
        if (isBusy() || held) {
            return Optional.empty();
        }
        staging.held(vector);
        DeliveryBuffer.Taken taken = buffer.take(vector, limits.largestBatch(), limits.window());
        taken.freed().forEach((link, weight) -> freed.merge(link, weight, Long::sum));
        applying = taken.transactions();
        staged = taken.staged();
        return isBusy() ? Optional.of(new Effect.Apply(applying, staged)) : Optional.empty();
    }

    /** The batch is applied. */
    void applied() {
        applying = List.of();
        failed = false;
    }

    /**
     * The weight that each link may send again: of what was applied, and of what was held already when it came. Nothing while
     * a batch is under way, or while peers have to wait.
     */
    Map<Long, Long> owed() {
        if (isBusy() || held) {
            return Map.of();
        }
        Map<Long, Long> owed = freed;
        freed = new HashMap<>();
        return owed;
    }

    void failed(Instant now) {
        failed = true;
        retryAt = now.plus(limits.retry());
    }

    /** The failed batch again, when its time has come. */
    Optional<Effect> retry(Instant now) {
        if (!failed || held || now.isBefore(retryAt)) {
            return Optional.empty();
        }
        failed = false;
        return Optional.of(new Effect.Apply(applying, staged));
    }

    /** What will be held when the batch under way is applied. */
    VersionVector expected(VersionVector vector) {
        VersionVector expected = vector;
        for (ChangeTransaction transaction : applying) {
            Dot dot = transaction.dot();
            expected = expected.with(dot.origin(), Math.max(dot.sequence(), expected.sequence(dot.origin())));
        }
        return expected;
    }
}
