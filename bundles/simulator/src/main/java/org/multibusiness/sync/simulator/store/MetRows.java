package org.multibusiness.sync.simulator.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.RowKey;
import org.multibusiness.sync.api.change.VersionedChange;

/**
 * The rows of a batch that met something, with what is known of them: so far back that every change that is left out was seen
 * by all that are in. The same as storage-postgresql does with SQL.
 */
final class MetRows {
    private final TransactionLog log;

    MetRows(TransactionLog log) {
        this.log = log;
    }

    /** The logged changes of the rows that met something. */
    Map<RowKey, List<VersionedChange>> of(Map<RowKey, List<VersionedChange>> batch) {
        VersionVector floor = seenByAll(batch);
        Map<RowKey, List<VersionedChange>> met = new LinkedHashMap<>();
        for (Map.Entry<RowKey, List<VersionedChange>> row : batch.entrySet()) {
            List<VersionedChange> logged = unseen(row.getKey(), floor);
            if (isSuspect(logged, row.getValue())) {
                met.put(row.getKey(), logged);
            }
        }
        VersionVector lower = lower(met, floor);
        while (!lower.equals(floor)) {
            floor = lower;
            for (Map.Entry<RowKey, List<VersionedChange>> row : met.entrySet()) {
                row.setValue(unseen(row.getKey(), floor));
            }
            lower = lower(met, floor);
        }
        return met;
    }

    private List<VersionedChange> unseen(RowKey row, VersionVector floor) {
        return log.pruning().of(row).stream()
                .filter(change -> !floor.covers(change.dot()))
                .toList();
    }

    private static VersionVector lower(Map<RowKey, List<VersionedChange>> found, VersionVector floor) {
        VersionVector lower = floor;
        for (List<VersionedChange> logged : found.values()) {
            for (VersionedChange change : logged) {
                lower = lower.meet(change.past());
            }
        }
        return lower;
    }

    private static VersionVector seenByAll(Map<RowKey, List<VersionedChange>> batch) {
        @Nullable VersionVector seen = null;
        for (List<VersionedChange> steps : batch.values()) {
            for (VersionedChange step : steps) {
                seen = seen == null ? step.past() : seen.meet(step.past());
            }
        }
        return seen == null ? VersionVector.EMPTY : seen;
    }

    private static boolean isSuspect(List<VersionedChange> logged, List<VersionedChange> steps) {
        List<Dot> known = new ArrayList<>();
        logged.forEach(change -> known.add(change.dot()));
        for (VersionedChange step : steps) {
            if (!known.stream().allMatch(step.past()::covers)) {
                return true;
            }
            known.add(step.dot());
        }
        return false;
    }
}
