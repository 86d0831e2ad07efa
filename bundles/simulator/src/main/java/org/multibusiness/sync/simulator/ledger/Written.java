package org.multibusiness.sync.simulator.ledger;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
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

    void numbered(ChangeTransaction as) {
        transaction = as;
    }

    /** The change of a row, once the transaction has its number. */
    Fact fact(RowKey key) {
        return new Fact(uid, transaction().dot(), transaction().timestamp(), Objects.requireNonNull(touches.get(key)));
    }
}
