package org.multibusiness.sync.storage.postgresql.apply;

import java.util.HashSet;
import java.util.Set;

/**
 * How far a walk through the held changes has come.
 *
 * @param position the log position up to which it has been
 * @param stuck rows whose held changes stay: whoever touches one of them later stays too
 * @param corrected rows that got a change of our own on the way
 * @param released how many row changes are held no more
 * @param conflicts how many conflicts were journaled
 * @param more whether there may be more
 */
record HeldProgress(
        long position, Set<RowRef> stuck, Set<RowRef> corrected, int released, int conflicts, boolean more) {
    static final HeldProgress START = new HeldProgress(0, Set.of(), Set.of(), 0, 0, true);

    HeldProgress {
        stuck = Set.copyOf(stuck);
        corrected = Set.copyOf(corrected);
    }

    HeldProgress end() {
        return new HeldProgress(position, stuck, corrected, released, conflicts, false);
    }

    /** Rows got changes of our own; the same portion is next. */
    HeldProgress corrected(Set<RowRef> rows, Set<RowRef> nowStuck, int journaled) {
        Set<RowRef> all = new HashSet<>(corrected);
        all.addAll(rows);
        return new HeldProgress(position, nowStuck, all, released, conflicts + journaled, true);
    }

    /** A portion is done. */
    HeldProgress behind(long last, Set<RowRef> nowStuck, int free, int journaled) {
        return new HeldProgress(last, nowStuck, corrected, released + free, conflicts + journaled, true);
    }
}
