package org.multibusiness.sync.simulator.ledger;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.simulator.store.Touch;

/**
 * A change of a row as the books have it.
 *
 * @param uid the transaction
 * @param dot its number
 * @param timestamp its time
 * @param touch what it did, and what its author had seen
 */
record Fact(int uid, Dot dot, HybridTimestamp timestamp, Touch touch) {
    /** Among those that did not know of each other. */
    static final Comparator<Fact> ORDER = Comparator.comparing(Fact::timestamp).thenComparing(Fact::dot);

    boolean saw(Fact other) {
        return touch.seen().get(other.uid);
    }

    boolean isDeletion() {
        return touch.after() == null;
    }

    boolean isInsert() {
        return touch.before() == null;
    }

    boolean isBaseline() {
        return timestamp.packed() == 0;
    }

    RowImage after() {
        return java.util.Objects.requireNonNull(touch.after());
    }

    @Nullable
    String before(int column) {
        RowImage before = touch.before();
        return before == null ? null : before.value(column);
    }
}
