package org.multibusiness.sync.core.row;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.Operation;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.Candidate;
import org.multibusiness.sync.api.conflict.ConflictColumn;
import org.multibusiness.sync.api.conflict.ConflictResolver;
import org.multibusiness.sync.api.conflict.Resolution;
import org.multibusiness.sync.api.conflict.RowResolution;

/**
 * A row as a function of the set of its changes: alive iff some insert or update is in no delete's past; each column decided
 * among the causally maximal live changes that wrote it; columns nobody wrote come from the greatest live change's image.
 * Because only the set counts, all nodes that hold the same changes hold the same row, whatever order they came in.
 */
public final class RowResolver implements RowResolution {
    private final Function<ConflictColumn, ConflictResolver> policies;

    /** A resolver that asks this function for each column's policy. */
    public RowResolver(Function<ConflictColumn, ConflictResolver> policies) {
        this.policies = policies;
    }

    @Override
    public Resolution resolve(TableLayout layout, List<VersionedChange> changes) {
        List<VersionedChange> sorted = new ArrayList<>(changes.size());
        for (VersionedChange change : changes) {
            sorted.add(project(change, layout));
        }
        sorted.sort(VersionedChange.TOTAL_ORDER);
        List<VersionedChange> deletes = new ArrayList<>();
        List<VersionedChange> live = new ArrayList<>();
        for (VersionedChange change : sorted) {
            if (change.change().operation() == Operation.DELETE) {
                deletes.add(change);
            }
        }
        VersionVector deleted = seenBy(deletes);
        for (VersionedChange change : sorted) {
            if (change.change().operation() != Operation.DELETE && !deleted.covers(change.dot())) {
                live.add(change);
            }
        }
        if (live.isEmpty()) {
            return new Resolution(null, List.of());
        }
        ConflictJournal journal = new ConflictJournal(layout, policies);
        RowImage row = merge(layout, live, journal);
        deletes.forEach(delete -> journal.lostDelete(delete, live));
        return new Resolution(row, journal.conflicts());
    }

    private RowImage merge(TableLayout layout, List<VersionedChange> live, ConflictJournal journal) {
        List<@Nullable String> values = new ArrayList<>(after(greatest(live)).values());
        for (int i = 0; i < layout.columns().size(); i++) {
            ColumnLayout column = layout.columns().get(i);
            if (isDecided(column)) {
                List<VersionedChange> candidates = maximal(live, i);
                if (!candidates.isEmpty()) {
                    values.set(i, decide(layout, i, candidates, journal));
                }
            }
        }
        return new RowImage(values);
    }

    private @Nullable String decide(
            TableLayout layout, int index, List<VersionedChange> candidates, ConflictJournal journal) {
        @Nullable String first = after(candidates.get(0)).value(index);
        if (candidates.stream().allMatch(c -> Objects.equals(after(c).value(index), first))) {
            return first;
        }
        ColumnLayout column = layout.columns().get(index);
        ConflictColumn where = new ConflictColumn(layout.table(), column.name(), column.type());
        journal.met(candidates);
        return policies.apply(where)
                .decide(where, candidates.stream().map(c -> candidate(c, index)).toList())
                .value();
    }

    /** The live changes that wrote this column and that no other such change's author had seen. */
    private static List<VersionedChange> maximal(List<VersionedChange> live, int index) {
        List<VersionedChange> writers =
                live.stream().filter(c -> wrote(c.change(), index)).toList();
        VersionVector seen = seenBy(writers);
        return writers.stream().filter(c -> !seen.covers(c.dot())).toList();
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

    /** Whether a column's value is decided by policies: the key is what the row is, and the database computes generated ones. */
    static boolean isDecided(ColumnLayout column) {
        return !column.generated() && !column.key();
    }

    static boolean wrote(RowChange change, int index) {
        RowImage before = change.before();
        RowImage after = Objects.requireNonNull(change.after());
        return before == null || !Objects.equals(before.value(index), after.value(index));
    }

    static Candidate candidate(VersionedChange change, int index) {
        RowImage before = change.change().before();
        return new Candidate(
                change.dot(),
                change.timestamp(),
                before == null ? null : before.value(index),
                after(change).value(index));
    }

    static RowImage after(VersionedChange change) {
        return Objects.requireNonNull(change.change().after());
    }

    private static VersionedChange greatest(List<VersionedChange> sorted) {
        return sorted.get(sorted.size() - 1);
    }

    private static VersionedChange project(VersionedChange versioned, TableLayout layout) {
        RowChange change = versioned.change();
        if (change.layout().equals(layout)) {
            return versioned;
        }
        RowImage before = change.before();
        RowImage after = change.after();
        RowChange projected = new RowChange(
                change.operation(),
                layout,
                before == null ? null : Projection.of(before, change.layout(), layout),
                after == null ? null : Projection.of(after, change.layout(), layout));
        return new VersionedChange(versioned.dot(), versioned.past(), versioned.timestamp(), projected);
    }
}
