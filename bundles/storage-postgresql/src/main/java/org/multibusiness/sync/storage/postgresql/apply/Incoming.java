package org.multibusiness.sync.storage.postgresql.apply;

import java.util.List;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.RowChange;

/**
 * A received transaction with its changes found their place.
 *
 * @param transaction as received
 * @param changes its changes, in their order
 */
record Incoming(ChangeTransaction transaction, List<Located> changes) {
    Incoming {
        changes = List.copyOf(changes);
    }

    /**
     * A change and the row it is for.
     *
     * @param arrival where rows of its layout go
     * @param row which row
     * @param change what happened to it
     */
    record Located(Arrival arrival, RowRef row, RowChange change) {}
}
