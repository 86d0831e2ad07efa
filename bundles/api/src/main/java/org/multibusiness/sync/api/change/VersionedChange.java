package org.multibusiness.sync.api.change;

import java.util.Comparator;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.VersionVector;

/**
 * A row change together with the causal facts of the transaction that made it.
 *
 * @param dot the transaction
 * @param past what the transaction's author had seen
 * @param timestamp the transaction's timestamp
 * @param change what happened to the row; one per row and transaction (a transaction's changes of a row are folded)
 */
public record VersionedChange(Dot dot, VersionVector past, HybridTimestamp timestamp, RowChange change) {
    /** The total order among changes: timestamp, then origin, then sequence. It extends happened-before. */
    public static final Comparator<VersionedChange> TOTAL_ORDER =
            Comparator.comparing(VersionedChange::timestamp).thenComparing(VersionedChange::dot);

    /** Whether this change's author had seen the other change. */
    public boolean saw(VersionedChange other) {
        return past.covers(other.dot);
    }
}
