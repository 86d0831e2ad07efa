package org.multibusiness.sync.simulator.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.storage.StagedPart;
import org.multibusiness.sync.api.storage.TransactionPart;
import org.multibusiness.sync.core.log.Lineage;

/** Parts of large transactions that are not applied yet. What is kept survives a crash. */
public final class StagingArea {
    private final Map<Dot, Map<NodeId, Kept>> kept = new TreeMap<>();

    private record Kept(StagedPart state, List<RowChange> changes) {}

    StagingArea copy() {
        StagingArea copy = new StagingArea();
        kept.forEach((dot, tellers) -> copy.kept.put(dot, new TreeMap<>(tellers)));
        return copy;
    }

    /** As the contract of ChangeApplier says. */
    public boolean stage(NodeId teller, long start, TransactionPart part) {
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
            if (before == null || !isFollowed(before.state(), start, part)) {
                return false;
            }
            changes.addAll(before.changes());
        }
        changes.addAll(part.transaction().changes());
        tellers.put(teller, new Kept(new StagedPart(header, teller, start, part.place(), part.last()), changes));
        return true;
    }

    private static boolean isFollowed(StagedPart before, long start, TransactionPart part) {
        return before.tellerStart() == start
                && before.place() == part.after()
                && !before.complete()
                && isSame(before.header(), part.transaction());
    }

    private static boolean isSame(ChangeTransaction one, ChangeTransaction other) {
        return Lineage.own(one.chain()).equals(Lineage.own(other.chain()));
    }

    /** What is kept. */
    public List<StagedPart> list() {
        return kept.values().stream()
                .flatMap(tellers -> tellers.values().stream())
                .map(Kept::state)
                .toList();
    }

    /** Whether all up to a place is durable, or all of the transaction whoever told it. */
    public boolean keeps(NodeId teller, Dot dot, long place) {
        return kept.getOrDefault(dot, Map.of()).values().stream()
                .map(Kept::state)
                .anyMatch(state -> state.complete() || (state.teller().equals(teller) && state.place() >= place));
    }

    /** A transaction with all changes that are kept of it. */
    public ChangeTransaction whole(ChangeTransaction header) {
        List<RowChange> changes = kept.getOrDefault(header.dot(), Map.of()).values().stream()
                .filter(each -> each.state().complete() && isSame(each.state().header(), header))
                .findFirst()
                .map(Kept::changes)
                .orElseThrow(
                        () -> new IllegalStateException("the parts of " + header.dot() + " are not kept any more"));
        return new ChangeTransaction(
                header.dot(), header.past(), header.timestamp(), header.committedAt(), header.chain(), changes);
    }

    void drop(Dot held) {
        kept.remove(held);
    }

    void clear() {
        kept.clear();
    }
}
