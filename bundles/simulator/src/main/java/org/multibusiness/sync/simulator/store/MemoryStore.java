package org.multibusiness.sync.simulator.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.RowKey;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.api.storage.ChainPoint;
import org.multibusiness.sync.api.storage.LogSlice;
import org.multibusiness.sync.api.storage.ReadRequest;
import org.multibusiness.sync.core.log.Numbering;
import org.multibusiness.sync.core.row.TransactionFold;

/**
 * A branch's database: rows, captured and numbered transactions, journal. What is committed survives a crash, nothing else.
 * Beside each row it keeps, for the ledger only, which transactions made it what it is. Not thread-safe.
 */
public final class MemoryStore {
    private final OriginId origin;
    private final TransactionLog log;
    private final Map<RowKey, RowImage> rows;
    private final Map<RowKey, BitSet> known = new HashMap<>();
    private final List<Captured> unnumbered;
    private final Map<String, Conflict> journal;
    private final Set<OpenTransaction> open = new LinkedHashSet<>();
    private long events;
    private Room room = Room.ENOUGH;

    /** How much room the disk has. */
    public enum Room {
        /** Enough. */
        ENOUGH,
        /** Enough for the users, not for what comes from others. */
        USERS_ONLY,
        /** None. */
        NONE
    }

    /** An empty database of this writer. */
    public MemoryStore(OriginId origin) {
        this(origin, new TransactionLog(), new LinkedHashMap<>(), new ArrayList<>(), new LinkedHashMap<>());
    }

    private MemoryStore(
            OriginId origin,
            TransactionLog log,
            Map<RowKey, RowImage> rows,
            List<Captured> unnumbered,
            Map<String, Conflict> journal) {
        this.origin = origin;
        this.log = log;
        this.rows = rows;
        this.unnumbered = unnumbered;
        this.journal = journal;
    }

    /** What a backup taken now would hold. */
    public MemoryStore copy() {
        MemoryStore copy = new MemoryStore(
                origin,
                log.copy(),
                new LinkedHashMap<>(rows),
                new ArrayList<>(unnumbered),
                new LinkedHashMap<>(journal));
        known.forEach((key, seen) -> copy.known.put(key, (BitSet) seen.clone()));
        copy.events = events;
        return copy;
    }

    /** The process died: what was not committed is lost. */
    public void crash() {
        open.clear();
    }

    /** Says how much room is left. */
    public void room(Room left) {
        room = left;
    }

    // What the user does.

    /** A user's transaction begins. */
    public OpenTransaction begin(int uid) {
        OpenTransaction transaction = new OpenTransaction(this, uid);
        open.add(transaction);
        return transaction;
    }

    /** A row as committed. */
    public @Nullable RowImage row(RowKey key) {
        return rows.get(key);
    }

    /** All rows as committed. */
    public Map<RowKey, RowImage> rows() {
        return new LinkedHashMap<>(rows);
    }

    BitSet known(RowKey key) {
        return known.computeIfAbsent(key, k -> new BitSet());
    }

    boolean isLocked(RowKey key, @Nullable OpenTransaction except) {
        return open.stream().anyMatch(transaction -> transaction != except && transaction.locks(key));
    }

    long nextEvent() {
        return ++events;
    }

    void forget(OpenTransaction transaction) {
        open.remove(transaction);
    }

    boolean commit(OpenTransaction transaction, Captured captured) throws Refused {
        open.remove(transaction);
        if (room == Room.NONE) {
            throw new Refused("the disk is full");
        }
        transaction.touches().forEach((key, touch) -> {
            put(key, touch.after());
            known(key).set(captured.uid());
        });
        if (!captured.changes().isEmpty()) {
            unnumbered.add(captured);
        }
        return !captured.changes().isEmpty();
    }

    private void put(RowKey key, @Nullable RowImage image) {
        if (image == null) {
            rows.remove(key);
        } else {
            rows.put(key, image);
        }
    }

    // What the service does.

    /** One numbering pass. */
    public List<Numbered> number(Instant now) {
        Numbering.Head head = new Numbering.Head(origin, log.vector(), log.greatest(), log.chains());
        Map<Integer, Captured> waiting = new LinkedHashMap<>();
        unnumbered.forEach(captured -> waiting.put(captured.uid(), captured));
        List<Numbering.Captured> asked = unnumbered.stream()
                .map(captured -> new Numbering.Captured(captured.uid(), captured.lastEvent(), captured.baseline()))
                .toList();
        List<Numbered> answer = new ArrayList<>();
        for (Numbering.Numbered numbered : Numbering.number(head, asked, now)) {
            Captured captured = java.util.Objects.requireNonNull(
                    waiting.get((int) numbered.captured().txn()));
            ChangeTransaction transaction = new ChangeTransaction(
                    numbered.dot(),
                    numbered.past(),
                    numbered.timestamp(),
                    now,
                    numbered.chain(),
                    TransactionFold.fold(captured.changes()));
            log.add(transaction);
            answer.add(new Numbered(captured.uid(), captured.baseline(), transaction));
        }
        unnumbered.clear();
        return answer;
    }

    /**
     * Applies a batch: rows, log and vector at once, after the local transactions that were committed meanwhile got their
     * numbers. {@code names} tells the transactions' names in the books.
     *
     * @throws Refused when a user's lock is in the way, or the disk is full; then nothing changed
     */
    public Applied apply(List<ChangeTransaction> received, RowResolution resolution, Instant now, Names names)
            throws Refused {
        List<ChangeTransaction> batch = unheld(received);
        Map<RowKey, List<VersionedChange>> plan = plan(batch);
        if (room != Room.ENOUGH && !batch.isEmpty()) {
            throw new Refused("the disk is full");
        }
        if (plan.keySet().stream().anyMatch(key -> isLocked(key, null))) {
            throw new Refused("a row is locked");
        }
        Map<RowKey, Verdicts.Verdict> verdicts = verdicts(plan, resolution);
        List<Numbered> numbered = number(now);
        boolean overtaken = numbered.stream()
                .flatMap(n -> n.transaction().changes().stream())
                .map(RowChange::key)
                .anyMatch(plan::containsKey);
        write(overtaken ? verdicts(plan, resolution) : verdicts);
        for (ChangeTransaction transaction : batch) {
            log.add(transaction);
            int uid = names.of(transaction);
            transaction.changes().forEach(change -> known(change.key()).set(uid));
        }
        return new Applied(log.vector(), numbered, batch, plan.keySet(), overtaken);
    }

    /** Tells a transaction's name in the books. */
    @FunctionalInterface
    public interface Names {
        /** The name. */
        int of(ChangeTransaction transaction);
    }

    private Map<RowKey, Verdicts.Verdict> verdicts(Map<RowKey, List<VersionedChange>> plan, RowResolution resolution) {
        Verdicts verdicts = new Verdicts(resolution, new MetRows(log).of(plan));
        Map<RowKey, Verdicts.Verdict> answer = new LinkedHashMap<>();
        plan.forEach((row, steps) -> answer.put(row, verdicts.of(row, steps)));
        return answer;
    }

    private void write(Map<RowKey, Verdicts.Verdict> verdicts) {
        verdicts.forEach((row, verdict) -> {
            put(row, verdict.image());
            verdict.conflicts().forEach(conflict -> journal.putIfAbsent(conflict.id(), conflict));
        });
    }

    private static Map<RowKey, List<VersionedChange>> plan(List<ChangeTransaction> batch) {
        Map<RowKey, List<VersionedChange>> plan = new LinkedHashMap<>();
        for (ChangeTransaction from : batch) {
            for (RowChange change : from.changes()) {
                plan.computeIfAbsent(change.key(), key -> new ArrayList<>())
                        .add(new VersionedChange(from.dot(), from.past(), from.timestamp(), change));
            }
        }
        return plan;
    }

    private List<ChangeTransaction> unheld(List<ChangeTransaction> received) {
        List<ChangeTransaction> unheld = new ArrayList<>(received.size());
        VersionVector held = log.vector();
        for (ChangeTransaction transaction : received) {
            if (!held.covers(transaction.dot())) {
                if (!held.covers(transaction.past())) {
                    throw new IllegalArgumentException(transaction.dot() + " needs "
                            + transaction.past().entries() + ", held is " + held.entries());
                }
                held = held.advance(transaction.dot());
                unheld.add(transaction);
            }
        }
        return unheld;
    }

    /** What tells these transactions from another history's. */
    public Map<Dot, ChainPoint> points(Set<Dot> dots) {
        return log.points(dots);
    }

    /** The next transactions that a peer lacks. */
    public LogSlice read(ReadRequest request) {
        return log.read(request);
    }

    // What the ledger looks at.

    /** The writer. */
    public OriginId origin() {
        return origin;
    }

    /** What is held. */
    public VersionVector vector() {
        return log.vector();
    }

    /** The numbered transactions, in the order in which they got here. */
    public List<ChangeTransaction> entries() {
        return List.copyOf(log.entries());
    }

    /** A row's numbered changes. */
    public List<VersionedChange> history(RowKey row) {
        return log.history(row);
    }

    /** The journal, by id. */
    public Map<String, Conflict> journal() {
        return new LinkedHashMap<>(journal);
    }
}
