package org.multibusiness.sync.core.replica;

import java.util.HashMap;
import java.util.Map;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.storage.StagedPart;
import org.multibusiness.sync.api.storage.TransactionPart;
import org.multibusiness.sync.core.log.Lineage;

/**
 * How far large transactions have come whose parts are kept until they are whole. Parts of different tellers, and of two runs of
 * one teller, don't fit together: each counts places in its own log. Not thread-safe.
 */
final class Staging {
    private final Map<NodeId, Map<Dot, Progress>> tellers = new HashMap<>();

    /** Of one transaction, by one teller. */
    private static final class Progress {
        final long start;
        /** Tells the transaction from another of its name, after a fork. */
        final String chain;
        /** Durable up to here. */
        long kept;
        /** Durable up to here when all that is under way is. */
        long asked;

        Progress(long start, ChangeTransaction transaction, long kept) {
            this.start = start;
            this.chain = Lineage.own(transaction.chain());
            this.kept = kept;
            this.asked = kept;
        }

        boolean is(long thatStart, ChangeTransaction transaction) {
            return start == thatStart && chain.equals(Lineage.own(transaction.chain()));
        }
    }

    /** Something was kept before we were started. */
    void recall(StagedPart part) {
        of(part.teller()).put(part.header().dot(), new Progress(part.tellerStart(), part.header(), part.place()));
    }

    /** What this run of a teller need not send again. */
    Map<Dot, Long> begun(NodeId teller, long start) {
        Map<Dot, Long> begun = new HashMap<>();
        of(teller).forEach((dot, progress) -> {
            if (progress.start == start && progress.asked > 0) {
                begun.put(dot, progress.asked);
            }
        });
        return begun;
    }

    /**
     * Whether a part is the next one of its teller; then it counts as under way. A first part begins anew; one of another run or
     * history makes what was before it useless.
     */
    boolean take(NodeId teller, long start, TransactionPart part) {
        ChangeTransaction transaction = part.transaction();
        Progress progress = of(teller).get(transaction.dot());
        if (part.after() == 0) {
            progress = new Progress(start, transaction, 0);
            of(teller).put(transaction.dot(), progress);
        } else if (progress != null && !progress.is(start, transaction)) {
            of(teller).remove(transaction.dot());
            return false;
        }
        if (progress == null || progress.asked != part.after()) {
            return false;
        }
        progress.asked = part.place();
        return true;
    }

    void kept(NodeId teller, long start, TransactionPart part) {
        Progress progress = of(teller).get(part.transaction().dot());
        if (progress != null && progress.is(start, part.transaction())) {
            progress.kept = part.place();
            progress.asked = Math.max(progress.asked, progress.kept);
        }
    }

    /** The part has to come again, and so have those that were under way behind it; if it did not fit, all of them. */
    void failed(NodeId teller, TransactionPart part, boolean fits) {
        Dot dot = part.transaction().dot();
        Progress progress = of(teller).get(dot);
        if (progress != null && (fits || part.after() > progress.kept)) {
            progress.asked = progress.kept;
        } else {
            of(teller).remove(dot);
        }
    }

    /** These are applied, whoever told them: storage keeps no part of them any more. */
    void held(VersionVector vector) {
        tellers.values().forEach(dots -> dots.keySet().removeIf(vector::covers));
        tellers.values().removeIf(Map::isEmpty);
    }

    private Map<Dot, Progress> of(NodeId teller) {
        return tellers.computeIfAbsent(teller, t -> new HashMap<>());
    }
}
