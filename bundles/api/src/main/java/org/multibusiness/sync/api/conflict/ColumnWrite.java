package org.multibusiness.sync.api.conflict;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.change.Operation;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.VersionedChange;

/**
 * A change that wrote a column, or some column of a group; with the whole row, before and after. Ordered by the total order of
 * changes.
 *
 * @param change the insert or update, under the layout of the contest
 * @param columns the positions of the contest's columns in that layout, the leading one first
 * @param lost whether it lost against a deletion that did not know of it, see {@link AliveRule}; only ever true in
 *     {@link ConflictResolver.Scope#ALL}
 */
public record ColumnWrite(VersionedChange change, List<Integer> columns, boolean lost)
        implements Comparable<ColumnWrite> {
    /** Copies the list; throws {@link IllegalArgumentException} for a deletion. */
    public ColumnWrite {
        columns = List.copyOf(columns);
        if (change.change().operation() == Operation.DELETE) {
            throw new IllegalArgumentException("the deletion " + change.dot() + " writes no column");
        }
    }

    /** The transaction. */
    public Dot dot() {
        return change.dot();
    }

    /** The branch that wrote it. */
    public NodeId node() {
        return change.dot().origin().node();
    }

    /** The transaction's time. */
    public HybridTimestamp timestamp() {
        return change.timestamp();
    }

    /** Whether it created the row. */
    public boolean isInsert() {
        return change.change().before() == null;
    }

    /** Whether it only says what the table held before anybody watched. */
    public boolean isBaseline() {
        return change.timestamp().equals(HybridTimestamp.ZERO);
    }

    /** Whether its author had seen the other one. */
    public boolean saw(ColumnWrite other) {
        return change.saw(other.change);
    }

    /** What it wrote into the leading column; null for SQL NULL. */
    public @Nullable String value() {
        return after().value(columns.get(0));
    }

    /** What its author found in the leading column; null for SQL NULL, and for an insert. */
    public @Nullable String before() {
        return before(columns.get(0));
    }

    /** What it left in each column of the contest. */
    public List<@Nullable String> values() {
        List<@Nullable String> values = new ArrayList<>(columns.size());
        columns.forEach(index -> values.add(after().value(index)));
        return Collections.unmodifiableList(values);
    }

    /** What its author found in each column of the contest; nulls for an insert. */
    public List<@Nullable String> found() {
        List<@Nullable String> found = new ArrayList<>(columns.size());
        columns.forEach(index -> found.add(before(index)));
        return Collections.unmodifiableList(found);
    }

    /** What it left in any column of the row; null for SQL NULL, and for a column that the table does not have. */
    public @Nullable String valueOf(String column) {
        int index = change.change().layout().indexOf(column);
        return index < 0 ? null : after().value(index);
    }

    /** Whether it wrote any column of the row; an insert wrote them all. */
    public boolean wrote(String column) {
        int index = change.change().layout().indexOf(column);
        return index >= 0 && (isInsert() || !Objects.equals(before(index), after().value(index)));
    }

    @Override
    public int compareTo(ColumnWrite other) {
        return VersionedChange.TOTAL_ORDER.compare(change, other.change);
    }

    private @Nullable String before(int index) {
        RowImage before = change.change().before();
        return before == null ? null : before.value(index);
    }

    private RowImage after() {
        return Objects.requireNonNull(change.change().after());
    }
}
