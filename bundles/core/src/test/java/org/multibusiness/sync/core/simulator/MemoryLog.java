package org.multibusiness.sync.core.simulator;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.multibusiness.sync.api.Branch;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.storage.ChainPoint;
import org.multibusiness.sync.api.storage.LogSlice;
import org.multibusiness.sync.api.storage.ReadRequest;
import org.multibusiness.sync.api.storage.TransactionPart;
import org.multibusiness.sync.core.clock.HybridClock;
import org.multibusiness.sync.core.log.BranchMove;
import org.multibusiness.sync.core.log.Lineage;
import org.multibusiness.sync.core.log.Numbering;
import org.multibusiness.sync.core.wire.TransactionWeight;

/** A log as storage keeps it, durable across restarts. It accepts nothing but the next transaction in causal order. */
final class MemoryLog {
    private OriginId origin;
    private String life = "";
    private final Set<Branch> branches = new HashSet<>();
    private MemoryStaging staging = new MemoryStaging();
    private final List<ChangeTransaction> entries = new ArrayList<>();
    private final List<List<RowChange>> unnumbered = new ArrayList<>();
    private VersionVector vector = VersionVector.EMPTY;
    private HybridTimestamp greatest = HybridTimestamp.ZERO;
    /** What every reader must know by now, because it may be gone. */
    private VersionVector floor = VersionVector.EMPTY;
    /** The own chains of those that left the log; the list still has them, for the test's eyes. */
    private final Set<String> gone = new HashSet<>();
    /** What was stable when; the oldest first. */
    private final List<Mark> marks = new ArrayList<>();
    /** What the service noted about authors: the own chains of what each had seen, by its own chain. For the test's eyes. */
    private final Map<String, Set<String>> seen;

    private record Mark(long millis, VersionVector stable) {}

    MemoryLog(OriginId origin, Map<String, Set<String>> seen) {
        this.origin = origin;
        this.seen = seen;
    }

    /** A backup of the database, as a file system takes it. */
    MemoryLog copy() {
        MemoryLog copy = new MemoryLog(origin, seen);
        copy.branches.addAll(branches);
        copy.entries.addAll(entries);
        copy.unnumbered.addAll(unnumbered);
        copy.vector = vector;
        copy.greatest = greatest;
        copy.floor = floor;
        copy.gone.addAll(gone);
        copy.marks.addAll(marks);
        copy.staging = staging.copy();
        return copy;
    }

    /** A service works on it from now on. */
    void openedBy(String start) {
        life = start;
    }

    /** The database is another node's from now on, under an incarnation that it holds nothing of. */
    void adoptedBy(NodeId node) {
        int used = vector.entries().keySet().stream()
                .filter(held -> held.node().equals(node))
                .mapToInt(OriginId::incarnation)
                .max()
                .orElse(0);
        origin = new OriginId(node, used + 1);
    }

    OriginId origin() {
        return origin;
    }

    MemoryStaging staging() {
        return staging;
    }

    Set<Branch> branches() {
        return branches;
    }

    /** The own chains of all that is held. */
    Set<String> chains() {
        return entries.stream().map(t -> Lineage.own(t.chain())).collect(Collectors.toSet());
    }

    VersionVector floor() {
        return floor;
    }

    /** From now on nobody may ask for any of this. */
    void begins(VersionVector after) {
        floor = after;
    }

    /** Of what is below the floor all goes but these. */
    void keep(Set<Dot> kept) {
        for (ChangeTransaction transaction : entries) {
            if (floor.covers(transaction.dot()) && !kept.contains(transaction.dot())) {
                gone.add(Lineage.own(transaction.chain()));
            }
        }
    }

    /** How many transactions are left. */
    int left() {
        return entries.size() - gone.size();
    }

    /** Notes what is stable now. */
    void mark(long millis, VersionVector stable) {
        marks.add(new Mark(millis, stable));
    }

    /** What was stable at that time. */
    VersionVector stableAt(long millis) {
        VersionVector stable = VersionVector.EMPTY;
        for (Mark mark : marks) {
            stable = mark.millis() <= millis ? mark.stable() : stable;
        }
        return stable;
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
            captured.add(new Numbering.Captured(i, i, false, now));
        }
        Map<OriginId, String> heads = new HashMap<>();
        entries.forEach(t -> heads.put(t.dot().origin(), t.chain()));
        Numbering.Head head = new Numbering.Head(origin, vector, greatest, heads, life);
        for (Numbering.Numbered numbered : Numbering.number(head, captured, now)) {
            List<RowChange> changes = unnumbered.get((int) numbered.captured().txn());
            seen.put(Lineage.own(numbered.chain()), chains());
            add(new ChangeTransaction(
                    numbered.dot(), numbered.past(), numbered.timestamp(), now, numbered.chain(), changes));
        }
        unnumbered.clear();
        return vector;
    }

    /** Applies a batch; fails the test when it is not what storage is promised. */
    void append(List<ChangeTransaction> batch) {
        check(batch);
        batch.forEach(this::add);
        staging.drop(vector);
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

    /** What tells these transactions from another history's. */
    Map<Dot, ChainPoint> points(Set<Dot> dots) {
        Map<Dot, ChainPoint> points = new HashMap<>();
        for (ChangeTransaction t : entries) {
            boolean known =
                    !isGone(t) || floor.sequence(t.dot().origin()) == t.dot().sequence();
            if (dots.contains(t.dot()) && known) {
                points.put(t.dot(), new ChainPoint(Lineage.own(t.chain()), t.timestamp()));
            }
        }
        return points;
    }

    private boolean isGone(ChangeTransaction transaction) {
        return gone.contains(Lineage.own(transaction.chain()));
    }

    /** As the contract of ChangeLog says; answers which names changed. */
    List<BranchMove> adopt(Set<Branch> all, int incarnation) {
        branches.addAll(all);
        staging.clear();
        List<BranchMove> moves = new ArrayList<>();
        branches.forEach(branch -> adopt(branch).ifPresent(moves::add));
        if (incarnation > 0) {
            origin = new OriginId(origin.node(), incarnation);
        }
        return moves;
    }

    private Optional<BranchMove> adopt(Branch branch) {
        Optional<Dot> first = entries.stream()
                .filter(t -> Lineage.own(t.chain()).equals(branch.first()) && !isGone(t))
                .map(ChangeTransaction::dot)
                .findAny();
        if (first.isEmpty() || first.get().equals(new Dot(branch.origin(), 1))) {
            return Optional.empty();
        }
        BranchMove move = new BranchMove(first.get().origin(), first.get().sequence(), branch.origin());
        Map<Dot, String> chains = new HashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            ChangeTransaction t = entries.get(i);
            VersionVector past = move.of(t.past());
            String chain = past.equals(t.past()) ? t.chain() : Lineage.renewed(t.chain(), past, chains::get);
            entries.set(
                    i,
                    new ChangeTransaction(move.of(t.dot()), past, t.timestamp(), t.committedAt(), chain, t.changes()));
            chains.put(move.of(t.dot()), chain);
        }
        vector = move.of(vector);
        floor = move.of(floor);
        marks.replaceAll(mark -> new Mark(mark.millis(), move.of(mark.stable())));
        if (origin.equals(move.from())) {
            origin = move.to();
        }
        return Optional.of(move);
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
            ChangeTransaction transaction = entries.get(at);
            if (isWanted(transaction, request) && TransactionWeight.of(transaction) > request.largestWhole()) {
                if (slice.isEmpty()) {
                    return new LogSlice(List.of(), part(transaction, request), at, true);
                }
                break;
            }
            at++;
            if (isWanted(transaction, request)) {
                slice.add(transaction);
                events += transaction.changes().size();
                bytes += bytes(transaction);
            }
        }
        boolean more = entries.subList(at, entries.size()).stream().anyMatch(t -> isWanted(t, request));
        return new LogSlice(slice, at, more);
    }

    /** A place is the number of changes before it. */
    private static TransactionPart part(ChangeTransaction whole, ReadRequest request) {
        List<RowChange> changes = whole.changes();
        long after = request.begun().getOrDefault(whole.dot(), 0L);
        int begin = (int) Math.min(after, changes.size());
        int end = begin;
        while (end < changes.size() && bytes(piece(whole, begin, end)) < request.maxBytes()) {
            end++;
        }
        return new TransactionPart(piece(whole, begin, end), after, after + end - begin, end == changes.size());
    }

    private static ChangeTransaction piece(ChangeTransaction whole, int begin, int end) {
        return new ChangeTransaction(
                whole.dot(),
                whole.past(),
                whole.timestamp(),
                whole.committedAt(),
                whole.chain(),
                whole.changes().subList(begin, end));
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
