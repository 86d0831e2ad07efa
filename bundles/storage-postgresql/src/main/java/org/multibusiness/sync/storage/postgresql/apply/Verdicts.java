package org.multibusiness.sync.storage.postgresql.apply;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.conflict.ConflictKind;
import org.multibusiness.sync.api.conflict.Fallback;
import org.multibusiness.sync.api.conflict.Resolution;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.core.row.CausalSuffix;
import org.multibusiness.sync.storage.postgresql.apply.RowWrite.Kind;

/**
 * Says what a row is to become. A row that met nothing becomes what its last change says. Any other becomes what resolution
 * makes of the shortest causal suffix of its changes: every change that is left out was seen by all that are in. That is a
 * function of the set of known changes, so it does not matter which of them came last; and for a row whose last change saw all
 * others it is that change alone, the same as for a row that met nothing. Pure.
 */
final class Verdicts {
    private final RowResolution resolution;
    private final Map<RowRef, List<VersionedChange>> met;

    /**
     * What a row becomes.
     *
     * @param row the row
     * @param write how
     * @param conflicts what had to be decided
     * @param fallback what it becomes when the database refuses that; null when there is nothing else
     */
    record Verdict(
            RowRef row,
            RowWrite write,
            List<Conflict> conflicts,
            @Nullable Fallback fallback) {
        Verdict(RowRef row, RowWrite write, List<Conflict> conflicts) {
            this(row, write, conflicts, null);
        }

        /** The verdict after the fall-back: what was decided column by column is void. */
        Verdict fallen(Fallback to, String refusal) {
            List<Conflict> decided = new ArrayList<>(to.because(refusal));
            conflicts.stream()
                    .filter(conflict -> conflict.kind() == ConflictKind.UPDATE_DELETE)
                    .forEach(decided::add);
            return new Verdict(row, RowWrite.settled(write.table(), to.row()), decided);
        }
    }

    /**
     * Verdicts by a resolution.
     *
     * @param met for each row that met something, its logged changes
     */
    Verdicts(RowResolution resolution, Map<RowRef, List<VersionedChange>> met) {
        this.resolution = resolution;
        this.met = met;
    }

    /** The verdict on a row after its first so many changes of the batch. */
    Verdict of(BatchRow row, int steps) {
        List<VersionedChange> logged = met.get(row.ref());
        return logged == null ? unchallenged(row, steps) : resolved(row, steps, logged);
    }

    /** The verdict on a row that met nothing. */
    static Verdict unchallenged(BatchRow row, int steps) {
        VersionedChange last = row.steps().get(steps - 1);
        VersionedChange first = row.steps().get(0);
        RowImage after = last.change().after();
        if (after == null) {
            return new Verdict(row.ref(), removal(row, last), List.of());
        }
        RowImage image = row.table().image(after, last.change().layout());
        RowImage before = first.change().before();
        boolean thaws = before != null
                && thaws(row.table(), row.table().image(before, first.change().layout()), image);
        return new Verdict(row.ref(), new RowWrite(row.table(), thaws ? Kind.RENEW : Kind.PUT, image), List.of());
    }

    /** Whether a value changes that an UPDATE can't set. */
    private static boolean thaws(LocalTable table, RowImage before, RowImage after) {
        for (String column : table.frozen()) {
            int index = table.layout().indexOf(column);
            if (!Objects.equals(before.value(index), after.value(index))) {
                return true;
            }
        }
        return false;
    }

    private static RowWrite removal(BatchRow row, VersionedChange step) {
        RowChange change = step.change();
        RowImage known = Objects.requireNonNull(change.before() != null ? change.before() : change.after());
        return new RowWrite(row.table(), Kind.REMOVE, row.table().image(known, change.layout()));
    }

    private Verdict resolved(BatchRow row, int steps, List<VersionedChange> logged) {
        List<VersionedChange> known = new ArrayList<>(logged);
        List<Conflict> conflicts = new ArrayList<>();
        for (int i = 0; i < steps - 1; i++) {
            known.add(row.steps().get(i));
            if (settledBy(row.steps().get(i + 1), row.steps().get(i), known)) {
                conflicts.addAll(resolve(row.table(), known).conflicts());
            }
        }
        VersionedChange last = row.steps().get(steps - 1);
        known.add(last);
        Resolution outcome = resolve(row.table(), known);
        conflicts.addAll(outcome.conflicts());
        return new Verdict(row.ref(), write(row, last, outcome.row()), conflicts, outcome.fallback());
    }

    /** Whether the next change's author saw a conflict of this one: then it has to be journaled before it is out of sight. */
    private static boolean settledBy(VersionedChange next, VersionedChange change, List<VersionedChange> known) {
        VersionVector seen = change.past()
                .join(VersionVector.EMPTY.with(
                        change.dot().origin(), change.dot().sequence()));
        return !seen.covers(next.past())
                && known.stream().anyMatch(other -> !seen.covers(other.dot()) && next.saw(other));
    }

    /** What a row is, given all its known changes. */
    Resolution resolve(LocalTable table, List<VersionedChange> known) {
        List<CausalSuffix.Header> headers = known.stream().map(Verdicts::header).toList();
        Set<Dot> suffix = new HashSet<>();
        CausalSuffix.of(headers, List.of()).forEach(header -> suffix.add(header.dot()));
        return resolution.resolve(
                table.layout(),
                known.stream().filter(change -> suffix.contains(change.dot())).toList());
    }

    private static CausalSuffix.Header header(VersionedChange change) {
        return new CausalSuffix.Header(change.dot(), change.past(), change.timestamp());
    }

    private static RowWrite write(BatchRow row, VersionedChange last, @Nullable RowImage image) {
        if (image == null) {
            return removal(row, last);
        }
        return RowWrite.settled(row.table(), image);
    }
}
