package org.multibusiness.sync.simulator.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Branch;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
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
import org.multibusiness.sync.core.log.BranchMove;
import org.multibusiness.sync.core.log.Lineage;
import org.multibusiness.sync.core.log.Numbering;
import org.multibusiness.sync.core.row.TransactionFold;

/**
 * A branch's database: rows, captured and numbered transactions, journal. What is committed survives a crash, nothing else.
 * Beside each row it keeps, for the ledger only, which transactions made it what it is. Not thread-safe.
 */
public final class MemoryStore {
    private OriginId origin;
    private TransactionLog log;
    private final Set<Branch> branches = new TreeSet<>();
    private final Map<NodeId, VersionVector> acknowledged = new HashMap<>();
    private final Set<OriginId> retired = new HashSet<>();
    private final Map<RowKey, RowImage> rows;
    private final Map<RowKey, BitSet> known = new HashMap<>();
    private final List<Captured> unnumbered;
    private final Map<String, Conflict> journal;
    private final Set<OpenTransaction> open = new LinkedHashSet<>();
    private long events;
    private Room room = Room.ENOUGH;

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
        copy.branches.addAll(branches);
        copy.acknowledged.putAll(acknowledged);
        copy.retired.addAll(retired);
        return copy;
    }

    /**
     * A copy begins a life of its own: what is committed and has no number yet will get one here too, and counts as another
     * transaction.
     *
     * @param again gives such a transaction, by its name in the books, another name
     */
    public void begins(IntUnaryOperator again) {
        Map<Integer, Integer> names = new LinkedHashMap<>();
        unnumbered.forEach(captured -> names.put(captured.uid(), again.applyAsInt(captured.uid())));
        unnumbered.replaceAll(captured -> captured.named(names.getOrDefault(captured.uid(), captured.uid())));
        known.replaceAll((key, seen) -> Renaming.of(seen, names));
    }

    /** The database is another node's from now on, under an incarnation that it holds nothing of. */
    public void adoptedBy(NodeId node) {
        int used = log.vector().entries().keySet().stream()
                .filter(held -> held.node().equals(node))
                .mapToInt(OriginId::incarnation)
                .max()
                .orElse(0);
        origin = new OriginId(node, used + 1);
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
        return !captured.changes().isEmpty() && unnumbered.add(captured);
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
                .map(captured -> new Numbering.Captured(
                        captured.uid(), captured.lastEvent(), captured.baseline(), captured.written()))
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
            log.add(transaction, now);
            answer.add(new Numbered(captured.uid(), captured.baseline(), captured.written(), transaction));
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
        List<ChangeTransaction> batch = Batches.unheld(received, log.vector());
        Map<RowKey, List<VersionedChange>> plan = Batches.plan(batch);
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
            log.add(transaction, now);
            int uid = names.of(transaction);
            transaction.changes().forEach(change -> known(change.key()).set(uid));
        }
        return new Applied(log.vector(), numbered, batch, plan.keySet(), overtaken);
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

    /** The branches that were adopted. */
    public Set<Branch> branches() {
        return Set.copyOf(branches);
    }

    /** As the contract of ChangeLog says. */
    public void adopt(Set<Branch> all, int incarnation) {
        log.staging().clear();
        for (Branch branch : new TreeSet<>(all)) {
            if (branches.add(branch)) {
                adopt(branch);
            }
        }
        if (incarnation > 0) {
            origin = new OriginId(origin.node(), incarnation);
        }
    }

    private void adopt(Branch branch) {
        Optional<Dot> first = log.named(branch.first());
        if (first.isEmpty() || first.get().equals(new Dot(branch.origin(), 1))) {
            return;
        }
        BranchMove move = new BranchMove(first.get().origin(), first.get().sequence(), branch.origin());
        log = log.renamed(move);
        journal.replaceAll((id, conflict) -> Renaming.of(conflict, move));
        if (origin.equals(move.from())) {
            origin = move.to();
        }
    }

    /** What tells these transactions from another history's. */
    public Map<Dot, ChainPoint> points(Set<Dot> dots) {
        return log.points(dots);
    }

    /** Remembers what a peer holds. */
    public void acknowledged(NodeId peer, VersionVector vector) {
        if (retired.stream().noneMatch(gone -> gone.node().equals(peer))) {
            acknowledged.put(peer, vector);
        }
    }

    /** What the nodes that count hold, as far as they said so. */
    public Map<NodeId, VersionVector> acknowledged() {
        return Map.copyOf(acknowledged);
    }

    /** A node is retired, up to the incarnation that is known of it. */
    public OriginId retire(NodeId node) {
        OriginId last = log.vector().entries().keySet().stream()
                .filter(held -> held.node().equals(node))
                .reduce((one, later) -> later)
                .orElse(new OriginId(node, 1));
        acknowledged.remove(node);
        retired.add(last);
        return last;
    }

    /** Who was retired. */
    public Set<OriginId> retired() {
        return Set.copyOf(retired);
    }

    /**
     * Prunes a piece.
     *
     * @param before what was recorded later is kept, by the database's clock
     * @param most over how many transactions the floor rises at most
     * @return where the log begins now
     */
    public VersionVector prune(VersionVector stable, Instant before, int most) {
        log.prune(stable, before, most);
        return floor();
    }

    /** Where the log begins: what is below may be gone. */
    public VersionVector floor() {
        return log.pruning().floor();
    }

    /** How many changes are not pruned. */
    public int kept() {
        return log.pruning().size();
    }

    /** Parts of large transactions. */
    public StagingArea staging() {
        return log.staging();
    }

    /** Whether something that is asked for may be gone. */
    public boolean hasBegunAfter(ReadRequest request) {
        return log.pruning().lacks(request);
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

    /** The own chain of a transaction in the log: its name for good. */
    public String chain(Dot dot) {
        ChainPoint point = log.point(dot);
        if (point == null) {
            throw new IllegalArgumentException(dot + " is not in the log of " + origin);
        }
        return point.chain();
    }

    /** The last own chain of each origin. */
    public Map<OriginId, String> heads() {
        Map<OriginId, String> heads = new HashMap<>();
        log.chains().forEach((of, chain) -> heads.put(of, Lineage.own(chain)));
        return heads;
    }

    /** The names in the books of what is committed and has no number yet. */
    public List<Integer> unnumbered() {
        return unnumbered.stream().map(Captured::uid).toList();
    }

    /** The journal, by id. */
    public Map<String, Conflict> journal() {
        return new LinkedHashMap<>(journal);
    }
}
