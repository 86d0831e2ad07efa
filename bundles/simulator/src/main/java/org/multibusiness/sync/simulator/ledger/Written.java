package org.multibusiness.sync.simulator.ledger;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.RowKey;
import org.multibusiness.sync.simulator.store.Touch;

/** A committed user transaction in the books. */
final class Written {
    final int uid;
    final int node;
    final boolean baseline;
    final Map<RowKey, Touch> touches = new LinkedHashMap<>();

    private @Nullable ChangeTransaction transaction;
    private BitSet held = new BitSet();

    /** Rows that end as they began do not count. */
    Written(int uid, int node, boolean baseline, Map<RowKey, Touch> all) {
        this.uid = uid;
        this.node = node;
        this.baseline = baseline;
        all.forEach((key, touch) -> {
            if (!Objects.equals(touch.before(), touch.after())) {
                touches.put(key, touch);
            }
        });
    }

    boolean isNumbered() {
        return transaction != null;
    }

    ChangeTransaction transaction() {
        return Objects.requireNonNull(transaction);
    }

    void numbered(ChangeTransaction as, BitSet past) {
        transaction = as;
        held = past;
    }

    /** What its author held, by the names in the books. */
    BitSet held() {
        return held;
    }

    /** The change of a row, once the transaction has its number; by the name that a store has for it. */
    Fact fact(RowKey key, Dot dot) {
        return new Fact(uid, dot, transaction().timestamp(), Objects.requireNonNull(touches.get(key)));
    }
}
