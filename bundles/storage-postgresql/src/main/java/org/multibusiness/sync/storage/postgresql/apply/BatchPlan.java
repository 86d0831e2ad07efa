package org.multibusiness.sync.storage.postgresql.apply;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.core.log.Lineage;

/**
 * What a batch does, row by row, and what of it stays out of the tables. Pure: made anew when the database refuses a
 * transaction.
 */
final class BatchPlan {
    private final Map<RowRef, BatchRow> rows = new LinkedHashMap<>();
    private final List<List<Touch>> touches = new ArrayList<>();
    private final List<Withheld> withheld = new ArrayList<>();
    private final Map<RowRef, Refusal> blocked;

    /**
     * That a transaction changes a row.
     *
     * @param row the row
     * @param steps how many changes the row has had when the transaction is done
     */
    record Touch(BatchRow row, int steps) {}

    private BatchPlan(Map<RowRef, Refusal> blocked) {
        this.blocked = new HashMap<>(blocked);
    }

    /**
     * Plans a batch.
     *
     * @param batch in causal order
     * @param blocked rows with a parked change, and why transactions that touch them wait
     * @param parked transactions that the database refused, by index
     */
    static BatchPlan of(List<Incoming> batch, Map<RowRef, Refusal> blocked, Map<Integer, Refusal> parked) {
        BatchPlan plan = new BatchPlan(blocked);
        for (int i = 0; i < batch.size(); i++) {
            Incoming incoming = batch.get(i);
            Refusal refusal = parked.get(i);
            if (refusal != null) {
                Refusal followers = Refusal.behind(incoming.transaction().dot().toString(), refusal.sqlState());
                plan.withhold(i, incoming, refusal, followers);
                continue;
            }
            Optional<Refusal> blocker = plan.blocker(incoming);
            if (blocker.isPresent()) {
                plan.withhold(i, incoming, blocker.get(), blocker.get());
            } else {
                plan.admit(i, incoming);
            }
        }
        return plan;
    }

    private Optional<Refusal> blocker(Incoming incoming) {
        if (blocked.isEmpty()) {
            return Optional.empty();
        }
        return incoming.changes().stream()
                .map(located -> Optional.ofNullable(blocked.get(located.row())))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The whole transaction stays out, and whoever touches one of its rows later. */
    private void withhold(int index, Incoming incoming, Refusal refusal, Refusal followers) {
        touches.add(List.of());
        for (int ordinal = 0; ordinal < incoming.changes().size(); ordinal++) {
            Incoming.Located located = incoming.changes().get(ordinal);
            if (located.arrival().table() == null) {
                withheld.add(unfit(index, ordinal, located));
            } else {
                withheld.add(new Withheld(index, ordinal, located.row(), refusal.reason(), refusal.sqlState()));
                blocked.putIfAbsent(located.row(), followers);
            }
        }
    }

    private void admit(int index, Incoming incoming) {
        List<Touch> touched = new ArrayList<>(incoming.changes().size());
        ChangeTransaction from = incoming.transaction();
        for (int ordinal = 0; ordinal < incoming.changes().size(); ordinal++) {
            Incoming.Located located = incoming.changes().get(ordinal);
            @Nullable LocalTable table = located.arrival().table();
            if (table == null) {
                withheld.add(unfit(index, ordinal, located));
            } else {
                BatchRow row = rows.computeIfAbsent(located.row(), ref -> new BatchRow(ref, table));
                row.add(new VersionedChange(
                        from.dot(), from.past(), from.timestamp(), located.change(), Lineage.own(from.chain())));
                touched.add(new Touch(row, row.steps().size()));
            }
        }
        touches.add(touched);
    }

    private static Withheld unfit(int index, int ordinal, Incoming.Located located) {
        return new Withheld(index, ordinal, located.row(), located.arrival().refusal(), null);
    }

    /** The rows to write, in the order in which they first appear. */
    Collection<BatchRow> rows() {
        return rows.values();
    }

    /** The rows that a transaction changes; empty for one that stays out. */
    List<Touch> touches(int transaction) {
        return touches.get(transaction);
    }

    /** What stays out. */
    List<Withheld> withheld() {
        return withheld;
    }
}
