package org.multibusiness.sync.core.row;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
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
     */
    public record Header(Dot dot, VersionVector past, HybridTimestamp timestamp) {}

    /**
     * The smallest suffix, in total order, that contains all required headers and begins at a causal barrier.
     *
     * @param history all changes of one row, in any order, each dot once
     * @param required those that must be in the answer; all of them are in the history
     */
    public static List<Header> of(List<Header> history, Collection<Header> required) {
        List<Header> sorted = new ArrayList<>(history);
        sorted.sort(TOTAL_ORDER);
        List<VersionVector> before = new ArrayList<>(sorted.size());
        VersionVector seen = VersionVector.EMPTY;
        for (Header header : sorted) {
            before.add(seen);
            seen = seen.join(
                    VersionVector.EMPTY.with(header.dot().origin(), header.dot().sequence()));
        }
        Set<Header> missing = new HashSet<>(required);
        VersionVector known = null;
        for (int cut = sorted.size() - 1; cut > 0; cut--) {
            Header header = sorted.get(cut);
            missing.remove(header);
            known = known == null ? header.past() : known.meet(header.past());
            if (missing.isEmpty() && known.covers(before.get(cut))) {
                return sorted.subList(cut, sorted.size());
            }
        }
        return sorted;
    }
}
