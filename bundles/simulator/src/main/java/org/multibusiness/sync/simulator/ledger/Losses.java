package org.multibusiness.sync.simulator.ledger;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.RowKey;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.simulator.Violation;
import org.multibusiness.sync.simulator.shop.Decider;
import org.multibusiness.sync.simulator.shop.Shop;
import org.multibusiness.sync.simulator.shop.Table;
import org.multibusiness.sync.simulator.store.MemoryStore;

/**
 * Whatever somebody wrote is there, or somebody who knew of it replaced it, or the journal has it: at this node, by its own
 * journal. What a delta column's moves add up to is the oracle's business.
 */
final class Losses {
    private final Ledger ledger;
    private final MemoryStore store;
    private final Map<Dot, Set<String>> journaled = new HashMap<>();

    Losses(Ledger ledger, MemoryStore store) {
        this.ledger = ledger;
        this.store = store;
        for (Conflict conflict : store.journal().values()) {
            conflict.contributions()
                    .forEach(contribution -> conflict.decisions()
                            .forEach(decided -> journaled
                                    .computeIfAbsent(contribution.dot(), dot -> new HashSet<>())
                                    .add(conflict.key() + "|" + decided.column())));
        }
    }

    void check() {
        Set<RowKey> keys = new HashSet<>();
        ledger.all().forEach(written -> keys.addAll(written.touches.keySet()));
        keys.forEach(this::check);
    }

    private void check(RowKey key) {
        List<Fact> facts = ledger.facts(store, key);
        Table table = Shop.table(key.table());
        @Nullable RowImage row = store.row(key);
        for (Fact fact : facts) {
            if (fact.isDeletion()) {
                boolean stands =
                        row == null || facts.stream().anyMatch(other -> other.saw(fact)) || isJournaled(fact, key, "*");
                require(stands, fact, key, "the deletion");
            } else {
                for (Decider decider : table.deciders()) {
                    check(fact, key, decider, facts, row);
                }
            }
        }
    }

    private void check(Fact fact, RowKey key, Decider decider, List<Fact> facts, @Nullable RowImage row) {
        if (!decider.wrote(fact.touch().before(), fact.after()) || isSummed(fact, key, decider, facts)) {
            return;
        }
        for (int column : decider.columns()) {
            @Nullable String value = fact.after().value(column);
            if (fact.isInsert() || !Objects.equals(fact.before(column), value)) {
                String name =
                        Shop.table(key.table()).layout().columns().get(column).name();
                boolean stands = isIn(row, decider, column, value)
                        || isJournaled(fact, key, name)
                        || isDeletedInJournal(fact, key, column, facts)
                        || isFallenInJournal(fact, key, column, name, facts)
                        || isReplaced(fact, decider, column, facts, new Oracle(Shop.table(key.table()), facts));
                require(stands, fact, key, name + " = " + value);
            }
        }
    }

    /** A move, or the last of those that set the sum; or one that says the same as the last. */
    private static boolean isSummed(Fact fact, RowKey key, Decider decider, List<Fact> facts) {
        if (!decider.policy().equals("delta")) {
            return false;
        }
        Oracle oracle = new Oracle(Shop.table(key.table()), facts);
        return !oracle.isSet(fact, decider)
                || facts.stream()
                        .filter(other -> !other.isDeletion() && oracle.isSet(other, decider))
                        .max(Fact.ORDER)
                        .filter(last -> decider.values(last.after()).equals(decider.values(fact.after())))
                        .isPresent();
    }

    private static boolean isIn(@Nullable RowImage row, Decider decider, int column, @Nullable String value) {
        if (row == null) {
            return false;
        }
        if (decider.policy().equals("merge-arrays")) {
            return new HashSet<>(Oracle.elements(row.value(column))).containsAll(Oracle.elements(value));
        }
        return Objects.equals(value, row.value(column));
    }

    /** Somebody deleted or overwrote it knowingly, or replaced this very value without knowing who had written it. */
    private static boolean isReplaced(Fact fact, Decider decider, int column, List<Fact> facts, Oracle oracle) {
        return facts.stream()
                .filter(other -> other.uid() != fact.uid())
                .anyMatch(other -> other.saw(fact)
                        ? other.isDeletion()
                                || decider.wrote(other.touch().before(), other.after())
                                || (decider.policy().equals("delta") && oracle.isSet(other, decider))
                        : !other.isDeletion()
                                && !other.isInsert()
                                && Objects.equals(fact.after().value(column), other.before(column))
                                && !Objects.equals(
                                        other.before(column), other.after().value(column)));
    }

    /** It lost to a deletion, and the journal shows the row with this very value. */
    private boolean isDeletedInJournal(Fact fact, RowKey key, int column, List<Fact> facts) {
        return facts.stream()
                .filter(other -> other.uid() == fact.uid() || (other.saw(fact) && !other.isDeletion()))
                .filter(other ->
                        Objects.equals(other.after().value(column), fact.after().value(column)))
                .anyMatch(other -> isJournaled(other, key, "*"));
    }

    /** Somebody went on from it, and lost all of it at once to what the row fell back on: the journal shows this very value. */
    private boolean isFallenInJournal(Fact fact, RowKey key, int column, String name, List<Fact> facts) {
        return facts.stream()
                .filter(other -> other.saw(fact) && !other.isDeletion())
                .filter(other ->
                        Objects.equals(other.after().value(column), fact.after().value(column)))
                .anyMatch(other -> isJournaled(other, key, name));
    }

    private boolean isJournaled(Fact fact, RowKey key, String column) {
        return journaled.getOrDefault(fact.dot(), Set.of()).contains(key + "|" + column);
    }

    private void require(boolean stands, Fact fact, RowKey key, String what) {
        if (!stands) {
            throw new Violation(
                    "G3 nothing is lost silently",
                    what + " of " + fact.dot() + " in " + key + " at "
                            + store.origin().node() + " is neither there nor replaced nor journaled; the row is "
                            + store.row(key) + "\n  of "
                            + ledger.facts(store, key).stream()
                                    .map(f -> "\n    " + f)
                                    .toList());
        }
    }
}
