package org.multibusiness.sync.core.row;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.conflict.ConflictKind;
import org.multibusiness.sync.api.conflict.Fallback;
import org.multibusiness.sync.api.conflict.Resolution;
import org.multibusiness.sync.api.conflict.RowResolution;

/**
 * A row by the shortest causal suffix of its changes: every change that is left out was seen by all that are in. So the row is
 * a function of the set of known changes, and a row whose last change saw all others is that change alone. Pure.
 *
 * @param rules decides
 * @param layout the local table's
 */
public record SuffixResolution(RowResolution rules, TableLayout layout) {
    private static final String ELSEWHERE = "as the row shows that the next change found";

    /** What the row is, given all its known changes. */
    public Resolution of(List<VersionedChange> known) {
        List<CausalSuffix.Header> headers = known.stream()
                .map(change -> new CausalSuffix.Header(change.dot(), change.past(), change.timestamp()))
                .toList();
        Set<Dot> suffix = new HashSet<>();
        CausalSuffix.of(headers, List.of()).forEach(header -> suffix.add(header.dot()));
        return rules.resolve(
                layout,
                known.stream().filter(change -> suffix.contains(change.dot())).toList());
    }

    /**
     * What had to be decided about the last of these changes and has to be journaled before the next one is taken in, because
     * that one's author had seen it decided: with both, nobody would know of it any more.
     *
     * @param known a row's changes; the last one came last
     * @param next comes in the same batch
     */
    public List<Conflict> settledBy(VersionedChange next, List<VersionedChange> known) {
        VersionVector seen = seenWith(known.get(known.size() - 1));
        boolean settled = !seen.covers(next.past())
                && known.stream().anyMatch(other -> !seen.covers(other.dot()) && next.saw(other));
        return settled ? asSeenBy(next, known) : List.of();
    }

    /**
     * What fell back elsewhere and not here: the next change's author shows by its row before that the table did not allow what he
     * had seen. Here something that he had not seen may have been in the way: then nobody would know of it any more.
     *
     * @param known a row's changes, before the next one is taken in
     * @param next comes now, in whatever batch
     */
    public List<Conflict> fallenFor(VersionedChange next, List<VersionedChange> known) {
        if (followsItsOwn(next, known)) {
            return List.of();
        }
        List<VersionedChange> seen = known.stream().filter(next::saw).toList();
        // What a row falls back on is the whole image of a change: cheaper to look for than to resolve a hot row for.
        if (isSettled(seen) || seen.stream().noneMatch(change -> isImageOf(change, next))) {
            return List.of();
        }
        Fallback fallback = of(seen).fallback();
        return fallback == null || !isFoundBy(next, fallback.row()) ? List.of() : fallback.because(ELSEWHERE);
    }

    private static VersionVector seenWith(VersionedChange change) {
        return change.past()
                .join(VersionVector.EMPTY.with(
                        change.dot().origin(), change.dot().sequence()));
    }

    /** Whether the next one's author had seen nothing new since his last change of the row: in a hot row that is nearly always so. */
    private static boolean followsItsOwn(VersionedChange next, List<VersionedChange> known) {
        for (int i = known.size() - 1; i >= 0; i--) {
            VersionedChange change = known.get(i);
            if (change.dot().origin().equals(next.dot().origin())) {
                return next.saw(change) && seenWith(change).covers(next.past());
            }
        }
        return false;
    }

    /** Whether one of them knew of all others. */
    private static boolean isSettled(List<VersionedChange> changes) {
        VersionedChange last = changes.stream().max(VersionedChange.TOTAL_ORDER).orElse(null);
        return last == null || changes.stream().allMatch(change -> change.equals(last) || last.saw(change));
    }

    /** The next one's author shows by its row before whether the table allowed what the changes make together. */
    private List<Conflict> asSeenBy(VersionedChange next, List<VersionedChange> known) {
        Resolution all = of(known);
        List<VersionedChange> seen = known.stream().filter(next::saw).toList();
        Fallback fallback = of(seen).fallback();
        if (fallback == null || !isFoundBy(next, fallback.row())) {
            return all.conflicts();
        }
        List<Conflict> conflicts = new ArrayList<>(fallback.because(ELSEWHERE));
        all.conflicts().stream()
                .filter(conflict -> conflict.kind() == ConflictKind.UPDATE_DELETE)
                .forEach(conflicts::add);
        return conflicts;
    }

    private boolean isImageOf(VersionedChange change, VersionedChange next) {
        RowImage after = change.change().after();
        return after != null
                && isFoundBy(next, Projection.of(after, change.change().layout(), layout));
    }

    private boolean isFoundBy(VersionedChange next, RowImage row) {
        RowImage found = next.change().before();
        return found != null && row.equals(Projection.of(found, next.change().layout(), layout));
    }
}
