package org.multibusiness.sync.core.replica;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;

/** The receiving half: what waits, what is being applied, and the credit to give back. Not thread-safe. */
final class Reception {
    private final ReplicaLimits limits;
    private final DeliveryBuffer buffer = new DeliveryBuffer();
    private Map<Long, Long> freed = new HashMap<>();
    private List<ChangeTransaction> applying = List.of();
    private boolean failed;
    private Instant retryAt = Instant.MIN;

    Reception(ReplicaLimits limits) {
        this.limits = limits;
    }

    void offer(long link, List<ChangeTransaction> transactions) {
        buffer.offer(link, transactions);
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
    Optional<Effect> next(VersionVector held) {
        if (isBusy()) {
            return Optional.empty();
        }
        DeliveryBuffer.Taken taken = buffer.take(held, limits.largestBatch(), limits.window());
        taken.freed().forEach((link, weight) -> freed.merge(link, weight, Long::sum));
        applying = taken.transactions();
        return isBusy() ? Optional.of(new Effect.Apply(applying)) : Optional.empty();
    }

    /** The batch is applied. */
    void applied() {
        applying = List.of();
        failed = false;
    }

    /**
     * The weight that each link may send again: of what was applied, and of what was held already when it came. Nothing while
     * a batch is under way.
     */
    Map<Long, Long> owed() {
        if (isBusy()) {
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
        if (!failed || now.isBefore(retryAt)) {
            return Optional.empty();
        }
        failed = false;
        return Optional.of(new Effect.Apply(applying));
    }

    /** What will be held when the batch under way is applied. */
    VersionVector expected(VersionVector held) {
        VersionVector expected = held;
        for (ChangeTransaction transaction : applying) {
            Dot dot = transaction.dot();
            expected = expected.with(dot.origin(), Math.max(dot.sequence(), expected.sequence(dot.origin())));
        }
        return expected;
    }
}
