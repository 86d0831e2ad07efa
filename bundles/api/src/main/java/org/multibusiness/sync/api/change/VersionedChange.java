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
 * @param chain what the transaction is known by at every node, whatever its dot is there: 32 hex digits, the first half of
 *     {@link ChangeTransaction#chain}; empty where nothing has to tell it from another
 */
public record VersionedChange(Dot dot, VersionVector past, HybridTimestamp timestamp, RowChange change, String chain) {
    /** The total order among changes: timestamp, then origin, then sequence. It extends happened-before. */
    public static final Comparator<VersionedChange> TOTAL_ORDER =
            Comparator.comparing(VersionedChange::timestamp).thenComparing(VersionedChange::dot);

    /** A change of which no chain is known. */
    public VersionedChange(Dot dot, VersionVector past, HybridTimestamp timestamp, RowChange change) {
        this(dot, past, timestamp, change, "");
    }

    /** Whether this change's author had seen the other change. */
    public boolean saw(VersionedChange other) {
        return past.covers(other.dot);
    }
}
