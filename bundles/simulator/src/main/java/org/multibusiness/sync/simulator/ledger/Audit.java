package org.multibusiness.sync.simulator.ledger;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.RowKey;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.conflict.ConflictKind;
import org.multibusiness.sync.api.conflict.Decided;
import org.multibusiness.sync.api.conflict.Resolution;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.simulator.Violation;
import org.multibusiness.sync.simulator.shop.Shop;
import org.multibusiness.sync.simulator.shop.Table;
import org.multibusiness.sync.simulator.store.MemoryStore;

/** What must be true when all has come to rest. */
public final class Audit {
    private final Ledger ledger;
    private final List<MemoryStore> stores;
    private final RowResolution resolution;

    /** An audit of a cluster at rest. */
    public Audit(Ledger ledger, List<MemoryStore> stores, RowResolution resolution) {
        this.ledger = ledger;
        this.stores = List.copyOf(stores);
        this.resolution = resolution;
    }

    /** Checks everything. */
    public void check(Random random) {
        logs();
        rows(random);
        sales();
        journals();
        stores.forEach(store -> new Losses(ledger, store).check());
    }

    /**
     * Every transaction that a user was told is committed is in every log, once; but for what only a lost disk had: that may be
     * gone everywhere, or, if it was on its way just then, be everywhere.
     */
    private void logs() {
        for (MemoryStore store : stores) {
            Map<Integer, List<Object>> held = held(store);
            for (Written written : ledger.all()) {
                if (!held.containsKey(written.uid) && !ledger.isLost(written)) {
                    throw new Violation(
                            "G7 nothing is lost",
                            "transaction " + written.uid + " is not at "
                                    + store.origin().node());
                }
            }
            if (!held.equals(held(stores.get(0)))) {
                throw new Violation("G1 convergence", "other logs at " + store.origin() + ": " + held);
            }
        }
        for (ChangeTransaction transaction : stores.get(0).entries()) {
            BitSet past = ledger.past(stores.get(0), transaction);
            if (!past.equals(ledger.of(transaction).held())) {
                throw new Violation(
                        "G2 past",
                        transaction.dot() + " claims to have seen " + past + ", held was "
                                + ledger.of(transaction).held());
            }
        }
    }

    /** What the transactions of a log are called, by their names in the books. */
    private Map<Integer, List<Object>> held(MemoryStore store) {
        Map<Integer, List<Object>> held = new HashMap<>();
        for (ChangeTransaction transaction : store.entries()) {
            List<Object> header = List.of(transaction.dot(), transaction.past());
            if (held.put(ledger.name(transaction), header) != null) {
                throw new Violation("G4 effectively once", transaction.dot() + " is twice in a log");
            }
        }
        return held;
    }

    private void rows(Random random) {
        MemoryStore first = stores.get(0);
        Set<RowKey> keys = new HashSet<>();
        ledger.all().forEach(written -> keys.addAll(written.touches.keySet()));
        for (MemoryStore store : stores) {
            if (!store.rows().equals(first.rows())) {
                throw new Violation(
                        "G1 convergence",
                        store.origin().node() + " has " + store.rows() + "\n  "
                                + first.origin().node() + " has " + first.rows());
            }
        }
        List<RowKey> ordered = new ArrayList<>(keys);
        ordered.sort((a, b) -> a.toString().compareTo(b.toString()));
        for (RowKey key : ordered) {
            ledger.checkRow(first, key, "G1 row");
            Table table = Shop.table(key.table());
            List<VersionedChange> shuffled = new ArrayList<>(first.history(key));
            if (!table.checks().isEmpty()) {
                List<Dot> counted = Oracle.sinceAllKnew(ledger.facts(first, key)).stream()
                        .map(Fact::dot)
                        .toList();
                shuffled.removeIf(change -> !counted.contains(change.dot()));
            }
            Collections.shuffle(shuffled, random);
            Resolution resolved = resolution.resolve(table.layout(), shuffled);
            @Nullable RowImage row = resolved.row();
            if (row != null && table.broken(row).isPresent()) {
                row = Objects.requireNonNull(resolved.fallback()).row();
            }
            if (!Objects.equals(row, first.row(key))) {
                throw new Violation(
                        "G1 any order",
                        key + " is " + first.row(key) + "\n  all changes at once give " + row + "\n  of "
                                + ledger.facts(first, key).stream()
                                        .map(f -> "\n    " + f)
                                        .toList());
            }
        }
    }

    /** Each sale exactly once, and no other. */
    private void sales() {
        Map<RowKey, RowImage> expected = new HashMap<>();
        for (ChangeTransaction transaction : stores.get(0).entries()) {
            ledger.of(transaction).touches.forEach((key, touch) -> {
                if (key.table().equals(Shop.SALE.layout().table())) {
                    expected.put(key, Objects.requireNonNull(touch.after()));
                }
            });
        }
        Map<RowKey, RowImage> are = new HashMap<>(stores.get(0).rows());
        are.keySet().removeIf(key -> !key.table().equals(Shop.SALE.layout().table()));
        if (!are.equals(expected)) {
            throw new Violation("G4 sales", "are " + are.keySet() + ", must be " + expected.keySet());
        }
    }

    /** A conflict that several nodes journaled is the same everywhere, and about changes that did not know of each other. */
    private void journals() {
        Map<String, Conflict> byId = new TreeMap<>();
        Map<List<Object>, String> idOfPair = new HashMap<>();
        for (MemoryStore store : stores) {
            for (Conflict conflict : store.journal().values()) {
                Conflict known = byId.putIfAbsent(conflict.id(), conflict);
                if (known != null && !same(known, conflict)) {
                    throw new Violation("G3 same journal", known + "\n  and " + conflict);
                }
                List<Object> pair = new ArrayList<>();
                pair.add(conflict.key());
                pair.add(conflict.kind() == ConflictKind.CONSTRAINT);
                conflict.contributions().forEach(c -> pair.add(c.dot()));
                String id = idOfPair.putIfAbsent(pair, conflict.id());
                if (conflict.contributions().size() != 2 || (id != null && !id.equals(conflict.id()))) {
                    throw new Violation("G3 same journal", "two names for " + pair);
                }
            }
        }
        byId.values().forEach(this::checkMet);
    }

    private boolean same(Conflict one, Conflict other) {
        Set<Decided> decisions = decisions(one);
        return one.kind() == other.kind()
                && one.open() == other.open()
                && one.contributions().equals(other.contributions())
                && decisions.size() == one.decisions().size()
                && decisions.equals(decisions(other));
    }

    /** Where a table's rule decided, the reason has the words of the database, and who did not ask it has none. */
    private static Set<Decided> decisions(Conflict conflict) {
        return conflict.decisions().stream()
                .map(decided -> conflict.kind() == ConflictKind.CONSTRAINT
                        ? new Decided(decided.column(), decided.policy(), decided.value(), "")
                        : decided)
                .collect(Collectors.toSet());
    }

    private void checkMet(Conflict conflict) {
        List<Fact> facts = ledger.facts(stores.get(0), conflict.key()).stream()
                .filter(fact ->
                        conflict.contributions().stream().anyMatch(c -> c.dot().equals(fact.dot())))
                .toList();
        if (facts.size() != 2 || facts.get(0).saw(facts.get(1)) || facts.get(1).saw(facts.get(0))) {
            throw new Violation("G3 true conflicts", "did not meet: " + conflict);
        }
    }
}
