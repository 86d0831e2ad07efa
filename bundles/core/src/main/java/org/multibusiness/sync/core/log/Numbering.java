package org.multibusiness.sync.core.log;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.core.clock.HybridClock;

/**
 * Gives committed local transactions their dense numbers. The order is that of their <em>last</em> event: a transaction that
 * waited for another's row lock may hold smaller events from before the wait, but what it wrote after the wait is larger than
 * anything the other wrote; so this order is causal where the first event, the transaction id or the time is not.
 */
public final class Numbering {
    private Numbering() {}

    /**
     * What the log holds before the pass.
     *
     * @param origin the node's own origin
     * @param vector everything held, own transactions included
     * @param greatest the greatest timestamp held
     * @param chains the chain of each origin's last transaction; the own origin has none before its first
     * @param life drawn by chance when the service started: a server and its copy may do the same at the same time
     */
    public record Head(
            OriginId origin,
            VersionVector vector,
            HybridTimestamp greatest,
            Map<OriginId, String> chains,
            String life) {
        /** Copies the map. */
        public Head {
            chains = Map.copyOf(chains);
        }

        /** Where there is one life only. */
        public Head(OriginId origin, VersionVector vector, HybridTimestamp greatest, Map<OriginId, String> chains) {
            this(origin, vector, greatest, chains, "");
        }
    }

    /**
     * A committed, not yet numbered transaction.
     *
     * @param txn its key in the change log
     * @param lastEvent the largest event id it wrote
     * @param baseline whether it records rows that existed before anybody watched
     * @param written when the last of its changes was made: the service may have been stopped since
     */
    public record Captured(long txn, long lastEvent, boolean baseline, Instant written) {
        /** Not ahead of the clock, as it would be after the clock was set back, and nothing that a timestamp can't hold. */
        private Instant at(Instant now) {
            Instant known = written.isBefore(now) ? written : now;
            return known.isBefore(Instant.EPOCH) ? Instant.EPOCH : known;
        }
    }

    /**
     * A transaction with its number.
     *
     * @param captured which one
     * @param dot its name
     * @param past what it may have seen: everything held, own entry {@code sequence - 1}
     * @param timestamp its time; {@link HybridTimestamp#ZERO} for a baseline, which so loses against every real change
     * @param chain hash over this header and the previous chain, and hash over the chains of the past ({@link Lineage})
     */
    public record Numbered(Captured captured, Dot dot, VersionVector past, HybridTimestamp timestamp, String chain) {}

    /**
     * Numbers all that one snapshot showed, in any order. Which of two changes is the later one says the time when they were
     * made, not the time of this pass.
     *
     * @param now the wall clock; nothing gets a later time by it
     */
    public static List<Numbered> number(Head head, List<Captured> captured, Instant now) {
        List<Captured> ordered = new ArrayList<>(captured);
        ordered.sort(Comparator.comparingLong(Captured::lastEvent));
        List<Numbered> numbered = new ArrayList<>(ordered.size());
        VersionVector vector = head.vector();
        HybridTimestamp greatest = head.greatest();
        Map<OriginId, String> chains = new HashMap<>(head.chains());
        for (Captured transaction : ordered) {
            Dot dot = new Dot(head.origin(), vector.sequence(head.origin()) + 1);
            HybridTimestamp timestamp =
                    transaction.baseline() ? HybridTimestamp.ZERO : HybridClock.next(greatest, transaction.at(now));
            String seen = Lineage.of(vector, past -> chains.get(past.origin()));
            String previous = chains.getOrDefault(head.origin(), "");
            String chain = chain(previous, dot, timestamp, transaction.txn() + head.life()) + seen;
            numbered.add(new Numbered(transaction, dot, vector, timestamp, chain));
            vector = vector.advance(dot);
            chains.put(head.origin(), chain);
            greatest = HybridClock.max(greatest, timestamp);
        }
        return numbered;
    }

    /** The chain of a transaction: over the previous chain and what tells this one from a fork's. */
    private static String chain(String previous, Dot dot, HybridTimestamp timestamp, String txn) {
        return Lineage.hash(Lineage.own(previous) + '|' + dot + '|' + timestamp.packed() + '|' + txn);
    }
}
