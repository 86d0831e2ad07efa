package org.multibusiness.sync.simulator.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowKey;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.storage.ReadRequest;
import org.multibusiness.sync.core.row.CausalSuffix;
import org.multibusiness.sync.core.stability.CausalCut;

/**
 * What of the log may be gone, and what is: as storage-postgresql's LogPruning does it. The books keep all of it; what decides
 * sees only what is kept.
 */
final class Pruning {
    private VersionVector floor = VersionVector.EMPTY;
    /** How many transactions, in log order, are below the floor. */
    private int risen;

    private final Map<RowKey, List<VersionedChange>> kept = new HashMap<>();
    private final Set<Dot> gone = new HashSet<>();

    Pruning copy() {
        Pruning copy = new Pruning();
        copy.floor = floor;
        copy.risen = risen;
        kept.forEach((row, changes) -> copy.kept.put(row, new ArrayList<>(changes)));
        copy.gone.addAll(gone);
        return copy;
    }

    void add(VersionedChange change) {
        kept.computeIfAbsent(change.change().key(), key -> new ArrayList<>()).add(change);
    }

    List<VersionedChange> of(RowKey row) {
        return kept.getOrDefault(row, List.of());
    }

    /** How many changes there are. */
    int size() {
        return kept.values().stream().mapToInt(List::size).sum();
    }

    VersionVector floor() {
        return floor;
    }

    boolean isGone(Dot dot) {
        return gone.contains(dot);
    }

    /** Whether something that is asked for may be gone. */
    boolean lacks(ReadRequest request) {
        return floor.entries().entrySet().stream()
                .anyMatch(entry -> !request.excluded().contains(entry.getKey())
                        && request.known().sequence(entry.getKey()) < entry.getValue());
    }

    /** What is below the floor and can't count any more goes, of each row all at once; then transactions of which nothing is left. */
    void prune(List<ChangeTransaction> log) {
        for (List<VersionedChange> changes : kept.values()) {
            List<CausalSuffix.Header> headers = changes.stream()
                    .map(change -> new CausalSuffix.Header(change.dot(), change.past(), change.timestamp()))
                    .toList();
            Set<Dot> cut = new HashSet<>();
            CausalCut.of(headers, floor).forEach(header -> cut.add(header.dot()));
            changes.removeIf(change -> cut.contains(change.dot()));
        }
        for (ChangeTransaction transaction : log.subList(0, risen)) {
            if (transaction.changes().stream().map(RowChange::key).noneMatch(row -> holds(row, transaction.dot()))) {
                gone.add(transaction.dot());
            }
        }
    }

    private boolean holds(RowKey row, Dot dot) {
        return of(row).stream().anyMatch(change -> change.dot().equals(dot));
    }

    /**
     * The floor rises: over what is stable and old enough, a prefix of the log.
     *
     * @param old how many transactions, in log order, are old enough
     * @param most over how many it rises at most
     */
    void raise(List<ChangeTransaction> log, VersionVector stable, int old, int most) {
        int end = (int) Math.min(old, (long) risen + most);
        while (risen < end && stable.covers(log.get(risen).dot())) {
            Dot dot = log.get(risen++).dot();
            floor = floor.with(dot.origin(), dot.sequence());
        }
    }
}
