package org.multibusiness.sync.simulator.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.RowKey;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.conflict.Resolution;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.core.row.CausalSuffix;

/** What rows become. The same decisions as storage-postgresql's, row by row. */
final class Verdicts {
    private final RowResolution resolution;
    private final Map<RowKey, List<VersionedChange>> met;

    /**
     * A verdict.
     *
     * @param image the row; null when it is gone
     * @param conflicts what had to be decided
     */
    record Verdict(@Nullable RowImage image, List<Conflict> conflicts) {}

    Verdicts(RowResolution resolution, Map<RowKey, List<VersionedChange>> met) {
        this.resolution = resolution;
        this.met = met;
    }

    /** The verdict on a row of a batch. */
    Verdict of(RowKey row, List<VersionedChange> steps) {
        List<VersionedChange> logged = met.get(row);
        return logged == null
                ? new Verdict(steps.get(steps.size() - 1).change().after(), List.of())
                : resolved(steps, logged);
    }

    private Verdict resolved(List<VersionedChange> steps, List<VersionedChange> logged) {
        List<VersionedChange> known = new ArrayList<>(logged);
        List<Conflict> conflicts = new ArrayList<>();
        for (int i = 0; i < steps.size() - 1; i++) {
            known.add(steps.get(i));
            if (isSettledBy(steps.get(i + 1), steps.get(i), known)) {
                conflicts.addAll(resolve(known).conflicts());
            }
        }
        known.add(steps.get(steps.size() - 1));
        Resolution outcome = resolve(known);
        conflicts.addAll(outcome.conflicts());
        return new Verdict(outcome.row(), conflicts);
    }

    /** Whether the next change's author saw a conflict of this one: it has to be journaled before it is out of sight. */
    private static boolean isSettledBy(VersionedChange next, VersionedChange change, List<VersionedChange> known) {
        VersionVector seen = change.past()
                .join(VersionVector.EMPTY.with(
                        change.dot().origin(), change.dot().sequence()));
        return !seen.covers(next.past())
                && known.stream().anyMatch(other -> !seen.covers(other.dot()) && next.saw(other));
    }

    private Resolution resolve(List<VersionedChange> known) {
        List<CausalSuffix.Header> headers = known.stream()
                .map(change -> new CausalSuffix.Header(change.dot(), change.past(), change.timestamp()))
                .toList();
        Set<Dot> suffix = new HashSet<>();
        CausalSuffix.of(headers, List.of()).forEach(header -> suffix.add(header.dot()));
        return resolution.resolve(
                known.get(0).change().layout(),
                known.stream().filter(change -> suffix.contains(change.dot())).toList());
    }
}
