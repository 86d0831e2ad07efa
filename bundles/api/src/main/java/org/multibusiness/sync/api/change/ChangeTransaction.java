package org.multibusiness.sync.api.change;

import java.time.Instant;
import java.util.List;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.VersionVector;

/**
 * One committed source transaction, whole. It is applied whole or not at all.
 *
 * @param dot its name
 * @param past what its author held when it was numbered; the author's own entry is {@code dot.sequence - 1}.
 *     Transaction a happened before b iff {@code b.past.covers(a.dot)}
 * @param timestamp orders it among concurrent ones
 * @param committedAt the author's wall clock when it was numbered, for people
 * @param chain 32 hex digits, hash over this header and the previous transaction's chain of the same origin: shows forks; and
 *     32 more (none when unknown), hash over the chains of all that {@code past} names: shows whose history the author had seen
 * @param changes in an order in which they can be applied
 */
public record ChangeTransaction(
        Dot dot,
        VersionVector past,
        HybridTimestamp timestamp,
        Instant committedAt,
        String chain,
        List<RowChange> changes) {
    /** Copies the changes. */
    public ChangeTransaction {
        changes = List.copyOf(changes);
    }

    /** Whether this transaction's author had seen the other one. */
    public boolean saw(Dot other) {
        return past.covers(other);
    }
}
