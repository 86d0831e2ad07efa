package org.multibusiness.sync.storage.postgresql.apply;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.core.row.CausalSuffix;

/** One row of a batch, with all that the batch does to it. */
final class BatchRow {
    private final RowRef ref;
    private final LocalTable table;
    private final List<VersionedChange> steps = new ArrayList<>(1);

    BatchRow(RowRef ref, LocalTable table) {
        this.ref = ref;
        this.table = table;
    }

    void add(VersionedChange step) {
        steps.add(step);
    }

    RowRef ref() {
        return ref;
    }

    LocalTable table() {
        return table;
    }

    /** What is done, one change per transaction, in causal order. */
    List<VersionedChange> steps() {
        return Collections.unmodifiableList(steps);
    }

    /** Whether some change of this row met another that its author had not seen: in the log, or earlier in the batch. */
    boolean suspect(Collection<CausalSuffix.Header> logged) {
        for (int i = 0; i < steps.size(); i++) {
            VersionedChange change = steps.get(i);
            if (logged.stream().anyMatch(header -> !change.past().covers(header.dot()))) {
                return true;
            }
            for (int j = 0; j < i; j++) {
                if (!change.saw(steps.get(j))) {
                    return true;
                }
            }
        }
        return false;
    }
}
