package org.multibusiness.sync.api.conflict;

import java.util.List;
import org.multibusiness.sync.api.change.RowKey;

/**
 * A conflict as journaled: who wrote what, what was decided and why. Nothing that lost is missing from it.
 *
 * @param id the same at every node that saw the same contributions: 32 hex digits
 * @param kind what met
 * @param key the row
 * @param contributions two or more, in total order
 * @param decisions what was decided, by column
 */
public record Conflict(
        String id, ConflictKind kind, RowKey key, List<Contribution> contributions, List<Decided> decisions) {
    /** Copies the lists. */
    public Conflict {
        contributions = List.copyOf(contributions);
        decisions = List.copyOf(decisions);
    }
}
