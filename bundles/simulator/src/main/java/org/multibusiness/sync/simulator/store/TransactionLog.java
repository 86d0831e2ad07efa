package org.multibusiness.sync.simulator.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.multibusiness.sync.core.clock.HybridClock;
import org.multibusiness.sync.core.log.Lineage;
import org.multibusiness.sync.core.wire.TransactionWeight;

/** The log of numbered transactions, own and received, in the order in which they got here. */
final class TransactionLog {
    private final List<ChangeTransaction> entries = new ArrayList<>();
    private final Map<RowKey, List<VersionedChange>> byRow = new HashMap<>();
    private final Map<Dot, ChainPoint> points = new HashMap<>();
    private final Map<OriginId, String> chains = new HashMap<>();
    private VersionVector vector = VersionVector.EMPTY;
    private HybridTimestamp greatest = HybridTimestamp.ZERO;

    TransactionLog copy() {
        TransactionLog copy = new TransactionLog();
        entries.forEach(copy::add);
        return copy;
    }

    void add(ChangeTransaction transaction) {
        vector = vector.advance(transaction.dot());
        greatest = HybridClock.max(greatest, transaction.timestamp());
        entries.add(transaction);
        points.put(transaction.dot(), new ChainPoint(Lineage.own(transaction.chain()), transaction.timestamp()));
        chains.put(transaction.dot().origin(), transaction.chain());
        for (RowChange change : transaction.changes()) {
            byRow.computeIfAbsent(change.key(), key -> new ArrayList<>())
                    .add(new VersionedChange(transaction.dot(), transaction.past(), transaction.timestamp(), change));
        }
    }

    /** The chain of each origin's last transaction. */
    Map<OriginId, String> chains() {
        return chains;
    }

    Map<Dot, ChainPoint> points(Set<Dot> dots) {
        Map<Dot, ChainPoint> known = new HashMap<>();
        for (Dot dot : dots) {
            ChainPoint point = points.get(dot);
            if (point != null) {
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
            ChangeTransaction transaction = entries.get(at++);
            if (isWanted(transaction, request)) {
                slice.add(transaction);
                events += transaction.changes().size();
                bytes += TransactionWeight.of(transaction);
            }
        }
        boolean more = entries.subList(at, entries.size()).stream().anyMatch(t -> isWanted(t, request));
        return new LogSlice(slice, at, more);
    }

    private static boolean isWanted(ChangeTransaction transaction, ReadRequest request) {
        return !request.known().covers(transaction.dot())
                && !request.excluded().contains(transaction.dot().origin());
    }
}
