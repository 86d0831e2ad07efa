package org.multibusiness.sync.core.tck;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.Operation;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.core.clock.HybridClock;
import org.multibusiness.sync.core.row.CausalSuffix;
import org.multibusiness.sync.core.row.RowResolver;

/** A branch that writes one row and keeps it as storage does: by the last change that saw all, or by the causal suffix. */
public final class TrialBranch {
    private final RowResolver resolver;
    private final TableLayout layout;
    private final OriginId origin;
    private final long skewMillis;
    private final List<VersionedChange> history = new ArrayList<>();
    private VersionVector held = VersionVector.EMPTY;
    private HybridTimestamp greatest = HybridTimestamp.ZERO;
    private @Nullable RowImage row;

    TrialBranch(int index, TableLayout layout, RowResolver resolver, long skewMillis) {
        this.origin = new OriginId(new NodeId(String.format("%016x", index + 1)), 1);
        this.layout = layout;
        this.resolver = resolver;
        this.skewMillis = skewMillis;
    }

    /** Every change of the row that is known here, in order of arrival. */
    public List<VersionedChange> history() {
        return List.copyOf(history);
    }

    /** The row's values by column name; empty when there is no row. SQL NULL is a null. */
    public Map<String, @Nullable String> row() {
        return named(row);
    }

    boolean hasRow() {
        return row != null;
    }

    VersionVector held() {
        return held;
    }

    /** Commits what the row is from now on; null deletes it. A change that changes nothing is none. */
    void commit(@Nullable Map<String, @Nullable String> after, Instant now) {
        commit(after, HybridClock.next(greatest, now.plusMillis(skewMillis)));
    }

    /** Says what the row was before anybody watched. */
    void baseline(Map<String, @Nullable String> old) {
        commit(old, HybridTimestamp.ZERO);
    }

    private void commit(@Nullable Map<String, @Nullable String> after, HybridTimestamp timestamp) {
        RowImage image = after == null ? null : Trial.row(layout, after);
        if (row == null ? image == null : row.equals(image)) {
            return;
        }
        Operation operation = row == null ? Operation.INSERT : image == null ? Operation.DELETE : Operation.UPDATE;
        Dot dot = new Dot(origin, held.sequence(origin) + 1);
        take(new VersionedChange(dot, held, timestamp, new RowChange(operation, layout, row, image)));
        row = image;
    }

    private void take(VersionedChange change) {
        history.add(change);
        held = held.advance(change.dot());
        greatest = HybridClock.max(greatest, change.timestamp());
    }

    /** Takes at most so many missing changes from another branch, in the order in which that one knows them. */
    void pull(TrialBranch other, int most, boolean together) {
        List<VersionedChange> batch = other.history.stream()
                .filter(change -> !held.covers(change.dot()))
                .limit(most)
                .toList();
        boolean fast = batch.size() == 1 && history.stream().allMatch(batch.get(0)::saw);
        for (VersionedChange change : batch) {
            take(change);
            if (!together && !fast) {
                row = resolved(List.of(change));
            }
        }
        if (fast) {
            row = projected(batch.get(0));
        } else if (together && !batch.isEmpty()) {
            row = resolved(batch);
        }
    }

    private @Nullable RowImage projected(VersionedChange change) {
        RowImage after = change.change().after();
        return after == null ? null : Trial.row(layout, named(change.change().layout(), after));
    }

    private @Nullable RowImage resolved(List<VersionedChange> batch) {
        Set<CausalSuffix.Header> suffix = new HashSet<>(CausalSuffix.of(headers(history), headers(batch)));
        return resolver.resolve(
                        layout,
                        history.stream()
                                .filter(change -> suffix.contains(header(change)))
                                .toList())
                .row();
    }

    /** What the row is by all its changes, in this order. */
    Map<String, @Nullable String> resolvedWhole(List<VersionedChange> inOrder) {
        return named(resolver.resolve(layout, inOrder).row());
    }

    private static List<CausalSuffix.Header> headers(List<VersionedChange> changes) {
        return changes.stream().map(TrialBranch::header).toList();
    }

    private static CausalSuffix.Header header(VersionedChange change) {
        return new CausalSuffix.Header(change.dot(), change.past(), change.timestamp());
    }

    private Map<String, @Nullable String> named(@Nullable RowImage image) {
        return image == null ? Map.of() : named(layout, image);
    }

    private static Map<String, @Nullable String> named(TableLayout layout, RowImage image) {
        Map<String, @Nullable String> named = new TreeMap<>();
        for (ColumnLayout column : layout.columns()) {
            if (!column.key()) {
                named.put(column.name(), image.value(layout.indexOf(column.name())));
            }
        }
        return named;
    }
}
