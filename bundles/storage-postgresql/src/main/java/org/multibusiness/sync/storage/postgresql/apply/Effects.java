package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.apply.Verdicts.Verdict;

/**
 * Brings a batch into the tables. First all of it, set by set, each row once with its final values. When the database does
 * not take that, each transaction by itself: set by set, then with its rows renewed (values that change places would stand
 * in each other's way), then row by row. What fails in all three ways is parked, and the rest goes on.
 */
final class Effects {
    private final Connection connection;
    private final Tables tables;
    private final Clashes clashes;

    /**
     * What came of a batch.
     *
     * @param plan the plan as it was carried out
     * @param conflicts what had to be decided
     * @param verdicts what became of the rows, each once
     */
    record Done(BatchPlan plan, List<Conflict> conflicts, Collection<Verdict> verdicts) {}

    /** Settles what rows have against each other. */
    interface Clashes {
        /** Without it, what clashes is refused. */
        Clashes NONE = verdicts -> false;

        /** Writes these rows so that they don't clash; nothing is written when that can't be done. */
        boolean settle(List<Verdict> verdicts) throws SQLException, StorageException;
    }

    Effects(Connection connection, Tables tables, Clashes clashes) {
        this.connection = connection;
        this.tables = tables;
        this.clashes = clashes;
    }

    /**
     * What was written.
     *
     * @param verdicts as they were carried out, fall-backs included
     * @param failure why nothing was written; null when all was
     */
    record Written(List<Verdict> verdicts, @Nullable SQLException failure) {}

    /**
     * Writes.
     *
     * @param blocked rows with a parked change
     */
    Done write(List<Incoming> batch, BatchPlan plan, Map<RowRef, Refusal> blocked, Verdicts verdicts)
            throws SQLException, StorageException {
        List<Verdict> all = plan.rows().stream()
                .map(row -> verdicts.of(row, row.steps().size()))
                .toList();
        Written written = atOnce(all);
        if (written.failure() == null) {
            return new Done(plan, conflicts(written.verdicts()), written.verdicts());
        }
        tables.known().forget();
        return oneByOne(batch, plan, blocked, verdicts);
    }

    private Done oneByOne(List<Incoming> batch, BatchPlan planned, Map<RowRef, Refusal> blocked, Verdicts verdicts)
            throws SQLException, StorageException {
        BatchPlan plan = planned;
        Map<Integer, Refusal> parked = new HashMap<>();
        List<Conflict> conflicts = new ArrayList<>();
        Map<RowRef, Verdict> last = new LinkedHashMap<>();
        for (int i = 0; i < batch.size(); i++) {
            List<Verdict> its = plan.touches(i).stream()
                    .map(touch -> verdicts.of(touch.row(), touch.steps()))
                    .toList();
            Written written = anyWay(its);
            if (written.failure() == null) {
                conflicts.addAll(conflicts(written.verdicts()));
                written.verdicts().forEach(verdict -> last.put(verdict.row(), verdict));
            } else {
                parked.put(i, Refusal.of(written.failure()));
                plan = BatchPlan.of(batch, blocked, parked);
            }
        }
        return new Done(plan, conflicts, last.values());
    }

    /** Writes set by set; nothing is written when the database does not take that. */
    Written atOnce(List<Verdict> verdicts) throws SQLException, StorageException {
        if (verdicts.isEmpty()) {
            return new Written(verdicts, null);
        }
        SQLException failure = set(verdicts);
        if (failure == null) {
            return new Written(verdicts, null);
        }
        List<Verdict> fallen = new Fallbacks(connection, tables.writers()).of(verdicts);
        SQLException still = fallen.equals(verdicts) ? failure : set(fallen);
        boolean settled = still != null && UniqueClashes.concerns(still) && clashes.settle(fallen);
        return new Written(fallen, settled ? null : still);
    }

    private @Nullable SQLException set(List<Verdict> verdicts) throws SQLException {
        SQLException failure =
                Savepoints.attempt(connection, () -> tables.writers().write(connection, writes(verdicts)));
        return failure == null
                ? null
                : Savepoints.attempt(connection, () -> tables.writers().write(connection, renewed(verdicts)));
    }

    /** Writes set by set, or else row by row. */
    Written anyWay(List<Verdict> verdicts) throws SQLException, StorageException {
        Written written = atOnce(verdicts);
        if (written.failure() == null) {
            return written;
        }
        SQLException failure = Savepoints.attempt(connection, () -> {
            for (RowWrite write : writes(written.verdicts())) {
                tables.writers().write(connection, List.of(write));
            }
        });
        return new Written(written.verdicts(), failure);
    }

    private static List<RowWrite> writes(List<Verdict> verdicts) {
        return verdicts.stream().map(Verdict::write).toList();
    }

    private static List<RowWrite> renewed(List<Verdict> verdicts) {
        return verdicts.stream().map(verdict -> verdict.write().renewed()).toList();
    }

    private static List<Conflict> conflicts(List<Verdict> verdicts) {
        return verdicts.stream()
                .flatMap(verdict -> verdict.conflicts().stream())
                .toList();
    }
}
