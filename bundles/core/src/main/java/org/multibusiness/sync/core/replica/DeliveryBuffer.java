package org.multibusiness.sync.core.replica;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.core.log.Lineage;
import org.multibusiness.sync.core.wire.TransactionWeight;

/**
 * Received transactions that wait for their turn: for what their authors had seen. Bounded by the credit that was given to
 * each link. A large transaction whose parts storage keeps goes alone, and first. Not thread-safe.
 */
final class DeliveryBuffer {
    private final Map<Long, Deque<ChangeTransaction>> waiting = new LinkedHashMap<>();
    /** Large ones of which all parts are kept, without their changes. They came by no link that could fail. */
    private final Map<Dot, ChangeTransaction> staged = new TreeMap<>();

    /**
     * What was taken.
     *
     * @param transactions in an order in which they can be applied
     * @param staged it is a single large one, without its changes
     * @param freed weight by link, of those taken and of those dropped because they are held already
     */
    record Taken(List<ChangeTransaction> transactions, boolean staged, Map<Long, Long> freed) {}

    void offer(long link, List<ChangeTransaction> transactions) {
        waiting.computeIfAbsent(link, l -> new ArrayDeque<>()).addAll(transactions);
    }

    /** A large transaction, without its changes, is kept whole. */
    void offerStaged(ChangeTransaction header) {
        staged.put(header.dot(), header);
    }

    /** The large transactions that are kept whole and wait. */
    Set<Dot> staged() {
        return staged.keySet();
    }

    /** Whether this very transaction is kept whole, and not one of another history that has its name. */
    boolean isStaged(ChangeTransaction transaction) {
        ChangeTransaction header = staged.get(transaction.dot());
        return header != null && Lineage.own(header.chain()).equals(Lineage.own(transaction.chain()));
    }

    /** What is kept whole under this name is of a history that nobody may hold any more, and not to be waited for. */
    void unstage(Dot dot) {
        staged.remove(dot);
    }

    void drop(long link) {
        waiting.remove(link);
    }

    void clear() {
        waiting.clear();
        staged.clear();
    }

    boolean isEmpty() {
        return staged.isEmpty() && waiting.values().stream().allMatch(Deque::isEmpty);
    }

    /**
     * Takes what can be applied, up to limits (at least one transaction when there is one). Goes round until nothing moves: a
     * transaction early in one link's queue may wait for one that is late in another's.
     */
    Taken take(VersionVector held, int maxEvents, long maxWeight) {
        staged.keySet().removeIf(held::covers);
        for (ChangeTransaction large : staged.values()) {
            if (isDue(large, held)) {
                staged.remove(large.dot());
                return new Taken(List.of(large), true, Map.of());
            }
        }
        return takeWhole(held, maxEvents, maxWeight);
    }

    private Taken takeWhole(VersionVector held, int maxEvents, long maxWeight) {
        VersionVector vector = held;
        List<ChangeTransaction> taken = new ArrayList<>();
        Map<Long, Long> freed = new HashMap<>();
        int events = 0;
        long weight = 0;
        boolean moved = true;
        while (moved && events < maxEvents && weight < maxWeight) {
            moved = false;
            for (Map.Entry<Long, Deque<ChangeTransaction>> queue : waiting.entrySet()) {
                Iterator<ChangeTransaction> each = queue.getValue().iterator();
                while (each.hasNext() && events < maxEvents && weight < maxWeight) {
                    ChangeTransaction transaction = each.next();
                    boolean duplicate = vector.covers(transaction.dot());
                    if (duplicate || isDue(transaction, vector)) {
                        each.remove();
                        long cost = TransactionWeight.of(transaction);
                        freed.merge(queue.getKey(), cost, Long::sum);
                        moved = true;
                        if (!duplicate) {
                            vector = vector.advance(transaction.dot());
                            taken.add(transaction);
                            events += Math.max(1, transaction.changes().size());
                            weight += cost;
                        }
                    }
                }
            }
        }
        return new Taken(taken, false, freed);
    }

    private static boolean isDue(ChangeTransaction transaction, VersionVector vector) {
        Dot dot = transaction.dot();
        return dot.sequence() == vector.sequence(dot.origin()) + 1 && vector.covers(transaction.past());
    }
}
