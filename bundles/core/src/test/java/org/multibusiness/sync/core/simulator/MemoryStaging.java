package org.multibusiness.sync.core.simulator;

import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.storage.StagedPart;
import org.multibusiness.sync.api.storage.TransactionPart;
import org.multibusiness.sync.core.log.Lineage;

/** Parts of large transactions as storage keeps them, durable across restarts. */
final class MemoryStaging {
    private final Map<Dot, Map<NodeId, Kept>> kept = new TreeMap<>();

    private record Kept(StagedPart state, List<RowChange> changes) {}

    MemoryStaging copy() {
        MemoryStaging copy = new MemoryStaging();
        kept.forEach((dot, tellers) -> copy.kept.put(dot, new HashMap<>(tellers)));
        return copy;
    }

    /** As the contract of ChangeApplier says. */
    boolean stage(NodeId teller, long start, TransactionPart part) {
        ChangeTransaction header = part.header();
        Map<NodeId, Kept> tellers = kept.computeIfAbsent(header.dot(), dot -> new TreeMap<>());
        if (tellers.values().stream()
                .map(Kept::state)
                .anyMatch(state -> state.complete() && isSame(state.header(), header))) {
            return true;
        }
        Kept before = tellers.get(teller);
        List<RowChange> changes = new ArrayList<>();
        if (part.after() > 0) {
            if (before == null || !follows(before.state(), start, part)) {
                return false;
            }
            changes.addAll(before.changes());
        }
        changes.addAll(part.transaction().changes());
        tellers.put(teller, new Kept(new StagedPart(header, teller, start, part.place(), part.last()), changes));
        return true;
    }

    private static boolean follows(StagedPart before, long start, TransactionPart part) {
        return before.tellerStart() == start
                && before.place() == part.after()
                && !before.complete()
                && isSame(before.header(), part.transaction());
    }

    private static boolean isSame(ChangeTransaction one, ChangeTransaction other) {
        return Lineage.own(one.chain()).equals(Lineage.own(other.chain()));
    }

    List<StagedPart> list() {
        return kept.values().stream()
                .flatMap(tellers -> tellers.values().stream())
                .map(Kept::state)
                .toList();
    }

    /** The transaction with all its changes; fails the test when they are not all here. */
    ChangeTransaction whole(ChangeTransaction header) {
        List<Kept> complete = kept.getOrDefault(header.dot(), Map.of()).values().stream()
                .filter(each -> each.state().complete() && isSame(each.state().header(), header))
                .toList();
        assertTrue(header.dot() + " is applied before it is kept whole", !complete.isEmpty());
        return new ChangeTransaction(
                header.dot(),
                header.past(),
                header.timestamp(),
                header.committedAt(),
                header.chain(),
                complete.get(0).changes());
    }

    void drop(VersionVector held) {
        kept.keySet().removeIf(held::covers);
    }

    void clear() {
        kept.clear();
    }
}
