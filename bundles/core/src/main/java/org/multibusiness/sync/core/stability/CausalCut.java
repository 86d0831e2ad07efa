package org.multibusiness.sync.core.stability;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.core.row.CausalSuffix.Header;

/**
 * How much of a row's history is needed no more. What is cut off is stable and lies in the past of all that stays, so what stays
 * begins at a causal barrier and says all by itself what the row is.
 */
public final class CausalCut {
    private static final Comparator<Header> TOTAL_ORDER =
            Comparator.comparing(Header::timestamp).thenComparing(Header::dot);

    private CausalCut() {}

    /**
     * The longest beginning, in total order, that may go.
     *
     * @param history the row's changes, in any order; those beyond the floor may be left out if they had seen all of the floor
     * @param floor what may go at most; stable
     */
    public static List<Header> of(List<Header> history, VersionVector floor) {
        List<Header> sorted = new ArrayList<>(history);
        sorted.sort(TOTAL_ORDER);
        int cut = beginning(sorted, floor);
        List<VersionVector> seenByRest = seenByRest(sorted);
        while (cut > 0 && cut < sorted.size() && !isSeen(sorted.subList(0, cut), seenByRest.get(cut))) {
            cut--;
        }
        return sorted.subList(0, cut);
    }

    private static int beginning(List<Header> sorted, VersionVector floor) {
        int beginning = 0;
        while (beginning < sorted.size() && floor.covers(sorted.get(beginning).dot())) {
            beginning++;
        }
        return beginning;
    }

    /** At each place what all had seen from there on. */
    private static List<VersionVector> seenByRest(List<Header> sorted) {
        List<VersionVector> seen =
                new ArrayList<>(sorted.stream().map(Header::past).toList());
        for (int i = seen.size() - 2; i >= 0; i--) {
            seen.set(i, seen.get(i).meet(seen.get(i + 1)));
        }
        return seen;
    }

    private static boolean isSeen(List<Header> before, VersionVector seen) {
        return before.stream().allMatch(header -> seen.covers(header.dot()));
    }
}
