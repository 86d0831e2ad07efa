package org.multibusiness.sync.core.row;

import static org.junit.Assert.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.conflict.Resolution;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.core.clock.HybridClock;

/** One branch that writes a row, exchanges with others and keeps the row as storage does: by fast path or by suffix. */
final class Branch {
    static final RowResolution RESOLVER = RowResolver.uniform(new LastWriter());

    final OriginId origin;
    final TableLayout layout;
    /** The changes of the row that are known, in order of arrival, under their authors' layouts. */
    final List<VersionedChange> history = new ArrayList<>();
    /** Every conflict that was journaled, by id. */
    final Map<String, Conflict> journal = new TreeMap<>();

    VersionVector held = VersionVector.EMPTY;

    @Nullable
    RowImage row;

    private final List<Transaction> log = new ArrayList<>();
    private final long skewMillis;
    private HybridTimestamp greatest = HybridTimestamp.ZERO;

    /** A transaction, with what it did to the row if it touched it. */
    private record Transaction(
            Dot dot, HybridTimestamp timestamp, @Nullable VersionedChange change) {}

    Branch(int index, Random random) {
        origin = new OriginId(new NodeId(String.format("%016x", index + 1)), 1);
        layout = Stock.layout(random);
        skewMillis = random.nextInt(2_000) - 1_000L;
    }

    /** Writes the row as it was before anybody watched. */
    void baseline(Random random) {
        commit(HybridTimestamp.ZERO, Stock.row(layout, Map.of("name", "old" + random.nextInt(2), "place", "shelf")));
    }

    /** Inserts, updates, deletes, or writes something else. */
    void write(Random random, Instant now) {
        HybridTimestamp timestamp = HybridClock.next(greatest, now.plusMillis(skewMillis));
        int kind = random.nextInt(10);
        if (kind == 0) {
            add(new Transaction(nextDot(), timestamp, null));
        } else if (kind <= 2 && row != null) {
            commit(timestamp, null);
        } else {
            Map<String, @Nullable String> plain = row == null ? new HashMap<>() : Stock.plain(layout, row);
            for (String column : Stock.PLAIN) {
                if (row == null || random.nextInt(3) == 0) {
                    plain.put(column, value(random));
                }
            }
            commit(timestamp, Stock.row(layout, plain));
        }
    }

    private @Nullable String value(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> null;
            case 1 -> "";
            case 2 -> "same";
            default -> origin.node().value().substring(15) + "-" + log.size();
        };
    }

    private Dot nextDot() {
        return new Dot(origin, held.sequence(origin) + 1);
    }

    private void commit(HybridTimestamp timestamp, @Nullable RowImage after) {
        if (row == null ? after != null : !row.equals(after)) {
            Dot dot = nextDot();
            VersionedChange change = new VersionedChange(dot, held, timestamp, Stock.change(layout, row, after));
            row = after;
            history.add(change);
            add(new Transaction(dot, timestamp, change));
        }
    }

    private void add(Transaction transaction) {
        log.add(transaction);
        held = held.advance(transaction.dot());
        greatest = HybridClock.max(greatest, transaction.timestamp());
    }

    /** Takes at most so many missing transactions from another branch, in its log order, and applies them. */
    void pull(Branch other, int most, boolean together) {
        List<VersionedChange> batch = new ArrayList<>();
        int taken = 0;
        for (Transaction transaction : other.log) {
            if (!held.covers(transaction.dot()) && taken++ < most) {
                add(transaction);
                VersionedChange change = transaction.change();
                if (change != null) {
                    batch.add(change);
                }
            }
        }
        if (together) {
            apply(batch);
        } else {
            batch.forEach(change -> apply(List.of(change)));
        }
    }

    private void apply(List<VersionedChange> batch) {
        if (batch.isEmpty()) {
            return;
        }
        VersionedChange first = batch.get(0);
        boolean fast = batch.size() == 1 && history.stream().allMatch(first::saw);
        history.addAll(batch);
        Resolution whole = RESOLVER.resolve(layout, history);
        Resolution resolution = fast ? new Resolution(projected(first), List.of()) : bySuffix(batch);
        assertEquals(
                "row of the whole history and row by " + (fast ? "fast path" : "suffix"),
                Stock.plainOrNull(layout, whole.row()),
                Stock.plainOrNull(layout, resolution.row()));
        resolution.conflicts().forEach(conflict -> journal.putIfAbsent(conflict.id(), conflict));
        RowImage resolved = resolution.row();
        row = resolved == null ? null : Stock.row(layout, Stock.plain(layout, resolved));
    }

    private @Nullable RowImage projected(VersionedChange change) {
        RowImage after = change.change().after();
        return after == null ? null : Projection.of(after, change.change().layout(), layout);
    }

    private Resolution bySuffix(List<VersionedChange> batch) {
        Set<CausalSuffix.Header> suffix = new HashSet<>(CausalSuffix.of(headers(history), headers(batch)));
        return RESOLVER.resolve(
                layout,
                history.stream()
                        .filter(change -> suffix.contains(header(change)))
                        .toList());
    }

    static List<CausalSuffix.Header> headers(List<VersionedChange> changes) {
        return changes.stream().map(Branch::header).toList();
    }

    private static CausalSuffix.Header header(VersionedChange change) {
        return new CausalSuffix.Header(change.dot(), change.past(), change.timestamp());
    }

    /** The changes of the row that no deletion's author had seen. */
    List<VersionedChange> live() {
        return history.stream()
                .filter(change -> change.change().after() != null
                        && history.stream().noneMatch(d -> d.change().after() == null && d.saw(change)))
                .toList();
    }
}
