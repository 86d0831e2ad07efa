package org.multibusiness.sync.simulator.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.RowKey;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.core.log.Lineage;
import org.multibusiness.sync.simulator.Violation;
import org.multibusiness.sync.simulator.shop.Shop;
import org.multibusiness.sync.simulator.store.Applied;
import org.multibusiness.sync.simulator.store.MemoryStore;
import org.multibusiness.sync.simulator.store.Numbered;
import org.multibusiness.sync.simulator.store.Renaming;
import org.multibusiness.sync.simulator.store.Touch;

/** The books of a cluster: every committed transaction, and what its author had seen. Checks while the story goes on. */
public final class Ledger {
    private final Map<Integer, Written> written = new TreeMap<>();
    /** By the own chain, which no new name changes. */
    private final Map<String, Written> byChain = new HashMap<>();
    /** What only a lost disk had. */
    private final Set<Integer> lost = new HashSet<>();

    private boolean parted;

    /** A user's transaction committed, and he was told so. */
    public void committed(int uid, int node, boolean baseline, Map<RowKey, Touch> touches) {
        written.put(uid, new Written(uid, node, baseline, touches));
    }

    /** All transactions. */
    List<Written> all() {
        return new ArrayList<>(written.values());
    }

    private Written of(String chain, Dot dot) {
        Written found = byChain.get(chain);
        if (found == null) {
            throw new Violation("G4 effectively once", dot + " was never given to any transaction");
        }
        return found;
    }

    private Written of(MemoryStore store, Dot dot) {
        return of(store.chain(dot), dot);
    }

    Written of(ChangeTransaction transaction) {
        return of(Lineage.own(transaction.chain()), transaction.dot());
    }

    /** A transaction's name in the books. */
    public int name(ChangeTransaction transaction) {
        return of(transaction).uid;
    }

    /** The names in the books of all that a store holds, numbered or not. */
    public Set<Integer> held(MemoryStore store) {
        Set<Integer> held = new HashSet<>(store.unnumbered());
        store.entries().forEach(transaction -> held.add(name(transaction)));
        return held;
    }

    /** These were on a disk that is gone, and nowhere else. What was on its way from there may still have arrived. */
    public void lost(Set<Integer> names) {
        lost.addAll(names);
    }

    boolean isLost(Written books) {
        return lost.contains(books.uid);
    }

    /** From now on an origin can have two histories. */
    public void parted() {
        parted = true;
    }

    /** A copy of a database begins a life of its own: transactions without a number are there twice, by two names. */
    public void again(Map<Integer, Integer> names) {
        names.forEach((former, name) -> {
            Written first = Objects.requireNonNull(written.get(former));
            Map<RowKey, Touch> touches = new LinkedHashMap<>();
            first.touches.forEach((key, touch) ->
                    touches.put(key, new Touch(touch.before(), touch.after(), Renaming.of(touch.seen(), names))));
            written.put(name, new Written(name, first.node, first.baseline, touches));
        });
    }

    /** A store numbered a transaction, at this time of its clock. */
    public void numbered(MemoryStore store, Numbered numbered, Instant now) {
        ChangeTransaction transaction = numbered.transaction();
        Written books = Objects.requireNonNull(written.get(numbered.uid()));
        boolean known = !parted
                && byChain.values().stream()
                        .anyMatch(other -> other.transaction().dot().equals(transaction.dot()));
        if (known || books.isNumbered() || byChain.put(Lineage.own(transaction.chain()), books) != null) {
            throw new Violation("G4 effectively once", "a second number, or a number twice: " + transaction.dot());
        }
        books.numbered(transaction, past(store, transaction));
        checkNumber(store, transaction);
        checkTime(store, numbered, now);
        checkWhole(transaction);
        checkPast(store, books);
    }

    /** The names in the books of what a transaction's past names, by the names of a store. */
    BitSet past(MemoryStore store, ChangeTransaction transaction) {
        BitSet past = new BitSet();
        for (ChangeTransaction entry : store.entries()) {
            if (transaction.saw(entry.dot())) {
                past.set(name(entry));
            }
        }
        return past;
    }

    private static void checkNumber(MemoryStore store, ChangeTransaction transaction) {
        Dot dot = transaction.dot();
        if (!dot.origin().equals(store.origin())
                || transaction.past().sequence(dot.origin()) != dot.sequence() - 1
                || !store.vector().covers(transaction.past())) {
            throw new Violation(
                    "G2 numbering",
                    dot + " does not follow its past " + transaction.past().entries());
        }
    }

    /**
     * Larger than all that was held, as near to when it was written as that allows, and by that not ahead of the clock; what was
     * there before is older than everything.
     */
    private static void checkTime(MemoryStore store, Numbered numbered, Instant now) {
        ChangeTransaction transaction = numbered.transaction();
        long greatest = 0;
        for (ChangeTransaction held : store.entries()) {
            if (held.dot().equals(transaction.dot())) {
                break;
            }
            greatest = Math.max(greatest, held.timestamp().packed());
        }
        Instant written = numbered.written();
        long wall = (written.isBefore(now) ? written : now).toEpochMilli() << 16;
        HybridTimestamp expected = new HybridTimestamp(numbered.baseline() ? 0 : Math.max(wall, greatest + 1));
        if (!transaction.timestamp().equals(expected)) {
            throw new Violation(
                    "G2 time", transaction.dot() + " has time " + transaction.timestamp() + ", not " + expected);
        }
    }

    /** What it claims to have seen of its rows is what made the rows that its author found: no more, no less. */
    private void checkPast(MemoryStore store, Written books) {
        books.touches.forEach((key, touch) -> {
            BitSet claimed = new BitSet();
            for (VersionedChange change : store.history(key)) {
                if (books.transaction().saw(change.dot())) {
                    claimed.set(of(store, change.dot()).uid);
                }
            }
            BitSet seen = (BitSet) touch.seen().clone();
            seen.andNot(netless(key, seen));
            if (!claimed.equals(seen)) {
                throw new Violation(
                        "G2 past",
                        books.transaction().dot() + " claims to have seen " + claimed + " of " + key + ", really "
                                + seen);
            }
        });
    }

    /** Those that touched a row and left it as it was: they are not in the log. */
    private BitSet netless(RowKey key, BitSet seen) {
        BitSet netless = new BitSet();
        seen.stream()
                .filter(uid -> !Objects.requireNonNull(written.get(uid)).touches.containsKey(key))
                .forEach(netless::set);
        return netless;
    }

    /** A transaction as it came over the wire, or from the log, is what its author wrote, whole and unchanged. */
    private void checkWhole(ChangeTransaction transaction) {
        Written books = of(transaction);
        ChangeTransaction first = books.transaction();
        boolean past = parted
                ? size(transaction.past()) == size(first.past())
                : transaction.past().equals(first.past());
        if (!past || !transaction.timestamp().equals(first.timestamp())) {
            throw new Violation("G5 whole", transaction.dot() + " is not what it was when it was numbered");
        }
        Map<RowKey, RowChange> changes = new HashMap<>();
        transaction.changes().forEach(change -> changes.put(change.key(), change));
        if (!changes.keySet().equals(books.touches.keySet())
                || changes.size() != transaction.changes().size()) {
            throw new Violation(
                    "G5 whole", transaction.dot() + " changes " + changes.keySet() + ", not " + books.touches);
        }
        books.touches.forEach((key, touch) -> {
            RowChange change = Objects.requireNonNull(changes.get(key));
            if (!Objects.equals(change.before(), touch.before()) || !Objects.equals(change.after(), touch.after())) {
                throw new Violation("G5 whole", transaction.dot() + " of " + key + " has other images");
            }
        });
    }

    /** How many transactions a past names: by whatever names. */
    private static long size(VersionVector past) {
        return past.entries().values().stream().mapToLong(Long::longValue).sum();
    }

    /** A store is asked to apply these: in order, complete, nothing twice. {@code again}: the same were tried before. */
    public void asked(MemoryStore store, List<ChangeTransaction> batch, boolean again) {
        VersionVector held = store.vector();
        for (ChangeTransaction transaction : batch) {
            Dot dot = transaction.dot();
            if (held.covers(dot)) {
                if (again) {
                    continue;
                }
                throw new Violation("G4 effectively once", dot + " is applied twice");
            }
            if (dot.sequence() != held.sequence(dot.origin()) + 1) {
                throw new Violation("G2 order", dot + " after " + held.sequence(dot.origin()));
            }
            if (!held.covers(transaction.past())) {
                throw new Violation("G2 order", dot + " before what its author had seen");
            }
            checkWhole(transaction);
            held = held.advance(dot);
        }
    }

    /** A store applied a batch. */
    public void applied(MemoryStore store, Applied applied) {
        for (ChangeTransaction transaction : applied.transactions()) {
            checkWhole(transaction);
        }
        applied.rows().forEach(row -> checkRow(store, row, "G1 row"));
    }

    void checkRow(MemoryStore store, RowKey key, String check) {
        @Nullable RowImage expected = new Oracle(Shop.table(key.table()), facts(store, key)).row();
        @Nullable RowImage is = store.row(key);
        if (!Objects.equals(is, expected)) {
            throw new Violation(
                    check,
                    key + " at " + store.origin().node() + " is " + is + "\n  must be " + expected + "\n  of "
                            + facts(store, key).stream().map(f -> "\n    " + f).toList());
        }
    }

    /** A row's changes as far as a store has them in its log. */
    List<Fact> facts(MemoryStore store, RowKey key) {
        return store.history(key).stream()
                .map(change -> of(store, change.dot()).fact(key, change.dot()))
                .toList();
    }
}
