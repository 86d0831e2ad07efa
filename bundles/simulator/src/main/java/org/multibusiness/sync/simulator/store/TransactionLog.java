package org.multibusiness.sync.simulator.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowKey;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.storage.ChainPoint;
import org.multibusiness.sync.api.storage.LogSlice;
import org.multibusiness.sync.api.storage.ReadRequest;
import org.multibusiness.sync.api.storage.TransactionPart;
import org.multibusiness.sync.core.clock.HybridClock;
import org.multibusiness.sync.core.log.BranchMove;
import org.multibusiness.sync.core.log.Lineage;
import org.multibusiness.sync.core.wire.TransactionWeight;

/** The log of numbered transactions, own and received, in the order in which they got here. */
final class TransactionLog {
    private final List<ChangeTransaction> entries = new ArrayList<>();
    private final Map<RowKey, List<VersionedChange>> byRow = new HashMap<>();
    private final Map<Dot, ChainPoint> points = new HashMap<>();
    private final Map<OriginId, String> chains = new HashMap<>();
    /** When each got here, by the database's clock. */
    private final List<Instant> recorded = new ArrayList<>();

    private Pruning pruning = new Pruning();
    private StagingArea staging = new StagingArea();
    private VersionVector vector = VersionVector.EMPTY;
    private HybridTimestamp greatest = HybridTimestamp.ZERO;

    TransactionLog copy() {
        TransactionLog copy = new TransactionLog();
        for (int i = 0; i < entries.size(); i++) {
            copy.add(entries.get(i), recorded.get(i));
        }
        copy.pruning = pruning.copy();
        copy.staging = staging.copy();
        return copy;
    }

    /** The same transactions in the same order, by other names from some place on. */
    TransactionLog renamed(BranchMove move) {
        TransactionLog renamed = new TransactionLog();
        Map<Dot, String> chains = new HashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            ChangeTransaction entry = entries.get(i);
            VersionVector past = move.of(entry.past());
            String chain =
                    past.equals(entry.past()) ? entry.chain() : Lineage.renewed(entry.chain(), past, chains::get);
            Dot dot = move.of(entry.dot());
            renamed.add(
                    new ChangeTransaction(dot, past, entry.timestamp(), entry.committedAt(), chain, entry.changes()),
                    recorded.get(i));
            chains.put(dot, chain);
        }
        return renamed;
    }

    /** The transaction that has this own chain. */
    Optional<Dot> named(String chain) {
        return entries.stream()
                .filter(entry -> Lineage.own(entry.chain()).equals(chain))
                .map(ChangeTransaction::dot)
                .findAny();
    }

    void add(ChangeTransaction transaction, Instant at) {
        staging.drop(transaction.dot());
        vector = vector.advance(transaction.dot());
        greatest = HybridClock.max(greatest, transaction.timestamp());
        entries.add(transaction);
        recorded.add(at);
        points.put(transaction.dot(), new ChainPoint(Lineage.own(transaction.chain()), transaction.timestamp()));
        chains.put(transaction.dot().origin(), transaction.chain());
        for (RowChange change : transaction.changes()) {
            VersionedChange versioned = new VersionedChange(
                    transaction.dot(),
                    transaction.past(),
                    transaction.timestamp(),
                    change,
                    Lineage.own(transaction.chain()));
            byRow.computeIfAbsent(change.key(), key -> new ArrayList<>()).add(versioned);
            pruning.add(versioned);
        }
    }

    /** The chain of each origin's last transaction. */
    Map<OriginId, String> chains() {
        return chains;
    }

    /** As the contract of ChangeLog says: of what is gone, only what the floor names is known. */
    Map<Dot, ChainPoint> points(Set<Dot> dots) {
        Map<Dot, ChainPoint> known = new HashMap<>();
        for (Dot dot : dots) {
            ChainPoint point = points.get(dot);
            if (point != null && (!pruning.isGone(dot) || pruning.floor().sequence(dot.origin()) == dot.sequence())) {
                known.put(dot, point);
            }
        }
        return known;
    }

    VersionVector vector() {
        return vector;
    }

    HybridTimestamp greatest() {
        return greatest;
    }

    List<ChangeTransaction> entries() {
        return entries;
    }

    /** Parts of what is to be added when it is whole. */
    StagingArea staging() {
        return staging;
    }

    /** What was pruned, and what is kept. */
    Pruning pruning() {
        return pruning;
    }

    /** What is below the floor goes; then the floor rises over what is stable and was recorded before. */
    void prune(VersionVector stable, Instant before, int most) {
        pruning.prune(entries);
        int old = 0;
        while (old < entries.size() && recorded.get(old).isBefore(before)) {
            old++;
        }
        pruning.raise(entries, stable, old, most);
    }

    /** What tells a transaction from another history's, gone or not. */
    @Nullable
    ChainPoint point(Dot dot) {
        return points.get(dot);
    }

    /** A row's changes, those included that are gone. */
    List<VersionedChange> history(RowKey row) {
        return byRow.getOrDefault(row, List.of());
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
                events += Math.max(1, transaction.changes().size());
                bytes += TransactionWeight.of(transaction);
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
        long header = TransactionWeight.of(piece(whole, 0, 0));
        while (end < changes.size() && TransactionWeight.of(piece(whole, begin, end)) - header < request.maxBytes()) {
            end++;
        }
        return new TransactionPart(piece(whole, begin, end), after, after + end - begin, end == changes.size());
    }

    private static ChangeTransaction piece(ChangeTransaction whole, int begin, int end) {
        List<RowChange> changes = whole.changes().subList(begin, end);
        return new ChangeTransaction(
                whole.dot(), whole.past(), whole.timestamp(), whole.committedAt(), whole.chain(), changes);
    }

    private static boolean isWanted(ChangeTransaction transaction, ReadRequest request) {
        return !request.known().covers(transaction.dot())
                && !request.excluded().contains(transaction.dot().origin());
    }
}
