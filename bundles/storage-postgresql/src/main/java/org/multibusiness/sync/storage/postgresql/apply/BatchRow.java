package org.multibusiness.sync.storage.postgresql.apply;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.VersionVector;
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
        VersionVector known = VersionVector.EMPTY;
        for (CausalSuffix.Header header : logged) {
            known = with(known, header.dot());
        }
        for (VersionedChange step : steps) {
            if (!step.past().covers(known)) {
                return true;
            }
            known = with(known, step.dot());
        }
        return false;
    }

    /** The greatest of each origin stands for all: an author who saw it saw those before it. */
    private static VersionVector with(VersionVector known, Dot dot) {
        return known.covers(dot) ? known : known.with(dot.origin(), dot.sequence());
    }
}
