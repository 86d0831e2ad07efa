package org.multibusiness.sync.simulator.store;

import java.time.Instant;
import java.util.List;
import org.multibusiness.sync.api.change.RowChange;

/**
 * A committed user transaction that has no number yet.
 *
 * @param uid its name in the ledger's books
 * @param lastEvent its last event's id
 * @param baseline whether it says what was there before anybody watched
 * @param written when it was committed, by the node's clock
 * @param changes its events, in the order of their ids
 */
record Captured(int uid, long lastEvent, boolean baseline, Instant written, List<RowChange> changes) {
    Captured {
        changes = List.copyOf(changes);
    }

    Captured named(int other) {
        return new Captured(other, lastEvent, baseline, written, changes);
    }
}
