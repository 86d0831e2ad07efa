package org.multibusiness.sync.core.simulator;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.storage.LogSlice;
import org.multibusiness.sync.api.storage.ReadRequest;
import org.multibusiness.sync.core.clock.HybridClock;
import org.multibusiness.sync.core.log.Numbering;

/** A log as storage keeps it, durable across restarts. It accepts nothing but the next transaction in causal order. */
final class MemoryLog {
    private final OriginId origin;
    private final List<ChangeTransaction> entries = new ArrayList<>();
    private final List<List<RowChange>> unnumbered = new ArrayList<>();
    private VersionVector vector = VersionVector.EMPTY;
    private HybridTimestamp greatest = HybridTimestamp.ZERO;
    private String chain = "";
    /** What every reader must know by now, because it may be gone. */
    private VersionVector floor = VersionVector.EMPTY;

    MemoryLog(OriginId origin) {
        this.origin = origin;
    }

    VersionVector floor() {
        return floor;
    }

    /** From now on nobody may ask for any of this. */
    void begins(VersionVector after) {
        floor = after;
    }

    VersionVector vector() {
        return vector;
    }

    List<ChangeTransaction> entries() {
        return entries;
    }

    /** A local transaction commits; it has no number yet. */
    void commit(List<RowChange> changes) {
        unnumbered.add(changes);
    }

    /** One numbering pass. */
    VersionVector number(Instant now) {
        List<Numbering.Captured> captured = new ArrayList<>();
        for (int i = 0; i < unnumbered.size(); i++) {
            captured.add(new Numbering.Captured(i, i, false));
        }
        Numbering.Head head = new Numbering.Head(origin, vector, greatest, chain);
        for (Numbering.Numbered numbered : Numbering.number(head, captured, now)) {
            List<RowChange> changes = unnumbered.get((int) numbered.captured().txn());
            chain = numbered.chain();
            add(new ChangeTransaction(numbered.dot(), numbered.past(), numbered.timestamp(), now, chain, changes));
        }
        unnumbered.clear();
        return vector;
    }

    /** Applies a batch; fails the test when it is not what storage is promised. */
    void append(List<ChangeTransaction> batch) {
        check(batch);
        batch.forEach(this::add);
    }

    /** Every transaction is new, follows its origin's last one, and all that its author had seen is there. */
    void check(List<ChangeTransaction> batch) {
        assertFalse("an empty batch", batch.isEmpty());
        VersionVector held = vector;
        for (ChangeTransaction transaction : batch) {
            assertFalse(transaction.dot() + " is applied twice", held.covers(transaction.dot()));
            assertEquals(
                    "number before " + transaction.dot(),
                    transaction.dot().sequence() - 1,
                    held.sequence(transaction.dot().origin()));
            assertTrue(
                    transaction.dot() + " is applied before what its author had seen", held.covers(transaction.past()));
            held = held.advance(transaction.dot());
        }
    }

    private void add(ChangeTransaction transaction) {
        entries.add(transaction);
        vector = vector.advance(transaction.dot());
        greatest = HybridClock.max(greatest, transaction.timestamp());
    }

    /** Whether something that is asked for may be gone. */
    boolean begunAfter(ReadRequest request) {
        return floor.entries().entrySet().stream()
                .anyMatch(entry -> !request.excluded().contains(entry.getKey())
                        && request.known().sequence(entry.getKey()) < entry.getValue());
    }

    /** As the contract of {@link ReadRequest} and {@link LogSlice} says. */
    LogSlice read(ReadRequest request) {
        List<ChangeTransaction> slice = new ArrayList<>();
        long events = 0;
        long bytes = 0;
        int at = (int) request.position();
        while (at < entries.size() && events < request.maxEvents() && bytes < request.maxBytes()) {
            ChangeTransaction transaction = entries.get(at++);
            if (isWanted(transaction, request)) {
                slice.add(transaction);
                events += transaction.changes().size();
                bytes += bytes(transaction);
            }
        }
        boolean more = entries.subList(at, entries.size()).stream().anyMatch(t -> isWanted(t, request));
        return new LogSlice(slice, at, more);
    }

    private static boolean isWanted(ChangeTransaction transaction, ReadRequest request) {
        return !request.known().covers(transaction.dot())
                && !request.excluded().contains(transaction.dot().origin());
    }

    private static long bytes(ChangeTransaction transaction) {
        return transaction.changes().stream()
                .mapToLong(change -> {
                    RowImage after = change.after();
                    String text = after == null ? null : after.value(1);
                    return text == null ? 0 : text.length();
                })
                .sum();
    }
}
