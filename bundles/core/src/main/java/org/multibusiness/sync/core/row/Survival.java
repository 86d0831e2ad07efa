package org.multibusiness.sync.core.row;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.Operation;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.AliveRule;

/**
 * What deletions leave of a row's changes. A deletion removes what its author had seen; between it and a change that did not
 * know of each other, the rule decides.
 *
 * @param deletes all deletions
 * @param writes all inserts and updates
 * @param live those of the writes that no deletion removed: the row lives iff there is one
 * @param lost those of the writes that lost against deletions which did not know of them, each with those deletions
 */
record Survival(
        List<VersionedChange> deletes,
        List<VersionedChange> writes,
        List<VersionedChange> live,
        Map<Dot, List<VersionedChange>> lost) {
    /** Of a row's changes, in total order; so are the answers. */
    static Survival of(AliveRule rule, List<VersionedChange> sorted) {
        List<VersionedChange> deletes = new ArrayList<>();
        List<VersionedChange> writes = new ArrayList<>();
        sorted.forEach(change -> (change.change().operation() == Operation.DELETE ? deletes : writes).add(change));
        Map<Dot, List<VersionedChange>> lost = lost(rule, deletes, writes);
        VersionVector removed = seenBy(deletes);
        List<VersionedChange> live = writes.stream()
                .filter(write -> !removed.covers(write.dot()) && !lost.containsKey(write.dot()))
                .toList();
        return new Survival(deletes, writes, live, lost);
    }

    private static Map<Dot, List<VersionedChange>> lost(
            AliveRule rule, List<VersionedChange> deletes, List<VersionedChange> writes) {
        Map<Dot, List<VersionedChange>> lost = new HashMap<>();
        if (rule != AliveRule.UPDATE_WINS) {
            for (VersionedChange write : writes) {
                List<VersionedChange> winners = deletes.stream()
                        .filter(delete -> beats(rule, delete, write))
                        .toList();
                if (!winners.isEmpty()) {
                    lost.put(write.dot(), winners);
                }
            }
        }
        return lost;
    }

    /** Whether a write that saw this one accounts for what became of it: it stood, or was seen to lose. */
    boolean isAccountedFor(VersionedChange write, VersionedChange later) {
        List<VersionedChange> winners = lost.getOrDefault(write.dot(), List.of());
        return later.saw(write) && (winners.isEmpty() || winners.stream().anyMatch(later::saw));
    }

    /** Whether a deletion wins against a write: neither knew of the other, and the rule says so. */
    static boolean beats(AliveRule rule, VersionedChange delete, VersionedChange write) {
        return !delete.saw(write) && !write.saw(delete) && wins(rule, delete, write);
    }

    private static boolean wins(AliveRule rule, VersionedChange delete, VersionedChange write) {
        return switch (rule) {
            case UPDATE_WINS -> false;
            case DELETE_WINS -> true;
            case LAST_WRITER -> VersionedChange.TOTAL_ORDER.compare(delete, write) > 0;
        };
    }

    /** What the authors had seen, all together: some author saw a change iff this covers it. Linear where pairs are not. */
    static VersionVector seenBy(List<VersionedChange> changes) {
        VersionVector seen = VersionVector.EMPTY;
        for (VersionedChange change : changes) {
            if (!seen.covers(change.past())) {
                seen = seen.join(change.past());
            }
        }
        return seen;
    }
}
