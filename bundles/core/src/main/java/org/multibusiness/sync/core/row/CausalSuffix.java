package org.multibusiness.sync.core.row;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.VersionVector;

/**
 * Cuts a row's history at a causal barrier: everything before the cut lies in the past of everything after it, so the images
 * after the cut already contain all that came before.
 */
public final class CausalSuffix {
    private static final Comparator<Header> TOTAL_ORDER =
            Comparator.comparing(Header::timestamp).thenComparing(Header::dot);

    private CausalSuffix() {}

    /**
     * The causal facts of a change.
     *
     * @param dot its transaction
     * @param past what its author had seen
     * @param timestamp its time
     * @param chain its transaction's own chain; empty where it isn't asked for
     */
    public record Header(Dot dot, VersionVector past, HybridTimestamp timestamp, String chain) {
        /** A header without a chain. */
        public Header(Dot dot, VersionVector past, HybridTimestamp timestamp) {
            this(dot, past, timestamp, "");
        }
    }

    /**
     * The smallest suffix, in total order, that contains all required headers and begins at a causal barrier.
     *
     * @param history all changes of one row, in any order, each dot once
     * @param required those that must be in the answer; all of them are in the history
     */
    public static List<Header> of(Collection<Header> history, Collection<Header> required) {
        return above(VersionVector.EMPTY, history, required).orElseThrow();
    }

    /**
     * The same for a row of which only the latest changes are at hand.
     *
     * @param floor covers every change of the row that is not in the history
     * @param history the latest changes, in any order, each dot once
     * @param required those that must be in the answer; all of them are in the history
     * @return empty when there may be a barrier further back only, among what the floor covers
     */
    public static Optional<List<Header>> above(
            VersionVector floor, Collection<Header> history, Collection<Header> required) {
        List<Header> sorted = new ArrayList<>(history);
        sorted.sort(TOTAL_ORDER);
        List<VersionVector> before = before(floor, sorted);
        Set<Dot> missing = new HashSet<>();
        required.forEach(header -> missing.add(header.dot()));
        VersionVector known = null;
        for (int cut = sorted.size() - 1; cut >= 0; cut--) {
            Header header = sorted.get(cut);
            missing.remove(header.dot());
            known = known == null ? header.past() : meet(known, header.past());
            if (missing.isEmpty() && known.covers(before.get(cut))) {
                return Optional.of(sorted.subList(cut, sorted.size()));
            }
        }
        return sorted.isEmpty() ? Optional.of(sorted) : Optional.empty();
    }

    /** For each change, what came before it: what the floor covers, and the changes that precede it. */
    private static List<VersionVector> before(VersionVector floor, List<Header> sorted) {
        List<VersionVector> before = new ArrayList<>(sorted.size());
        VersionVector seen = floor;
        for (Header header : sorted) {
            before.add(seen);
            Dot dot = header.dot();
            seen = seen.covers(dot) ? seen : seen.with(dot.origin(), dot.sequence());
        }
        return before;
    }

    private static VersionVector meet(VersionVector known, VersionVector past) {
        return past.covers(known) ? known : known.meet(past);
    }
}
