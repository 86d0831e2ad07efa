package org.multibusiness.sync.storage.postgresql.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.conflict.ConflictKind;
import org.multibusiness.sync.api.conflict.Fallback;
import org.multibusiness.sync.api.conflict.Resolution;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.core.row.SuffixResolution;
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
     * @param settled what had been decided elsewhere before the row's last change
     * @param decided what had to be decided
     * @param fallback what it becomes when the database refuses that; null when there is nothing else
     */
    record Verdict(
            RowRef row,
            RowWrite write,
            List<Conflict> settled,
            List<Conflict> decided,
            @Nullable Fallback fallback) {
        Verdict(RowRef row, RowWrite write, List<Conflict> decided) {
            this(row, write, List.of(), decided, null);
        }

        /** All that is to be journaled. */
        List<Conflict> conflicts() {
            return Stream.concat(settled.stream(), decided.stream()).toList();
        }

        /** The verdict after the fall-back: what was decided column by column is void. */
        Verdict fallen(Fallback to, String refusal) {
            List<Conflict> instead = new ArrayList<>(to.because(refusal));
            decided.stream()
                    .filter(conflict -> conflict.kind() == ConflictKind.UPDATE_DELETE)
                    .forEach(instead::add);
            return new Verdict(row, RowWrite.settled(write.table(), to.row()), settled, instead, null);
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
        SuffixResolution resolving =
                new SuffixResolution(resolution, row.table().layout());
        List<VersionedChange> known = new ArrayList<>(logged);
        List<Conflict> settled = new ArrayList<>();
        settled.addAll(resolving.fallenFor(row.steps().get(0), known));
        for (int i = 0; i < steps - 1; i++) {
            VersionedChange next = row.steps().get(i + 1);
            known.add(row.steps().get(i));
            settled.addAll(resolving.settledBy(next, known));
            settled.addAll(resolving.fallenFor(next, known));
        }
        VersionedChange last = row.steps().get(steps - 1);
        known.add(last);
        Resolution outcome = resolving.of(known);
        return new Verdict(
                row.ref(), write(row, last, outcome.row()), settled, outcome.conflicts(), outcome.fallback());
    }

    /** What a row is, given all its known changes. */
    Resolution resolve(LocalTable table, List<VersionedChange> known) {
        return new SuffixResolution(resolution, table.layout()).of(known);
    }

    private static RowWrite write(BatchRow row, VersionedChange last, @Nullable RowImage image) {
        if (image == null) {
            return removal(row, last);
        }
        return RowWrite.settled(row.table(), image);
    }
}
