package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.storage.postgresql.apply.Verdicts.Verdict;

/**
 * Brings a batch into the tables. First all of it, set by set, each row once with its final values. When the database does
 * not take that, each transaction by itself: set by set, then with its rows renewed (values that change places would stand
 * in each other's way), then row by row. What fails in all three ways is parked, and the rest goes on.
 */
final class Effects {
    private final Connection connection;
    private final Tables tables;

    /**
     * What came of a batch.
     *
     * @param plan the plan as it was carried out
     * @param conflicts what had to be decided
     */
    record Done(BatchPlan plan, List<Conflict> conflicts) {}

    Effects(Connection connection, Tables tables) {
        this.connection = connection;
        this.tables = tables;
    }

    /**
     * Writes.
     *
     * @param blocked rows with a parked change
     */
    Done write(List<Incoming> batch, BatchPlan plan, Map<RowRef, Refusal> blocked, Verdicts verdicts)
            throws SQLException {
        List<Verdict> all = plan.rows().stream()
                .map(row -> verdicts.of(row, row.steps().size()))
                .toList();
        if (atOnce(all)) {
            return new Done(plan, conflicts(all));
        }
        tables.known().forget();
        return oneByOne(batch, plan, blocked, verdicts);
    }

    private Done oneByOne(List<Incoming> batch, BatchPlan planned, Map<RowRef, Refusal> blocked, Verdicts verdicts)
            throws SQLException {
        BatchPlan plan = planned;
        Map<Integer, Refusal> parked = new HashMap<>();
        List<Conflict> conflicts = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            List<Verdict> its = plan.touches(i).stream()
                    .map(touch -> verdicts.of(touch.row(), touch.steps()))
                    .toList();
            SQLException failure = anyWay(its);
            if (failure == null) {
                conflicts.addAll(conflicts(its));
            } else {
                parked.put(i, Refusal.of(failure));
                plan = BatchPlan.of(batch, blocked, parked);
            }
        }
        return new Done(plan, conflicts);
    }

    /** Whether the database took them set by set; nothing is written when it did not. */
    boolean atOnce(List<Verdict> verdicts) throws SQLException {
        return verdicts.isEmpty()
                || attempt(() -> tables.writers().write(connection, writes(verdicts))) == null
                || attempt(() -> tables.writers().write(connection, renewed(verdicts))) == null;
    }

    /** The last failure when no way worked; null when one did. */
    @Nullable
    SQLException anyWay(List<Verdict> verdicts) throws SQLException {
        if (atOnce(verdicts)) {
            return null;
        }
        return attempt(() -> {
            for (RowWrite write : writes(verdicts)) {
                tables.writers().write(connection, List.of(write));
            }
        });
    }

    /** What the database has against these writes; null when nothing, and they are done. */
    private @Nullable SQLException attempt(Writing writing) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            writing.run();
            connection.releaseSavepoint(before);
            return null;
        } catch (SQLException e) {
            if (!Refusal.concernsData(e)) {
                throw e;
            }
            connection.rollback(before);
            return e;
        }
    }

    private interface Writing {
        void run() throws SQLException;
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
