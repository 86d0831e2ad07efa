package org.multibusiness.sync.api.conflict;

import java.util.List;
import org.multibusiness.sync.api.change.RowKey;

/**
 * A conflict as journaled: who wrote what, what was decided and why. Nothing that lost is missing from it.
 *
 * @param id the same at every node that saw the same contributions: 32 hex digits
 * @param kind what met
 * @param key the row; of a conflict between rows, the one that gave way
 * @param contributions two or more, in total order; of a conflict between rows, first the one that stayed as it is, then the one
 *     that gave way, then what was taken out of the tables with it, each whole
 * @param decisions what was decided, by column
 * @param open whether a person has to look at it; what was decided stands until then
 */
public record Conflict(
        String id,
        ConflictKind kind,
        RowKey key,
        List<Contribution> contributions,
        List<Decided> decisions,
        boolean open) {
    /** Copies the lists. */
    public Conflict {
        contributions = List.copyOf(contributions);
        decisions = List.copyOf(decisions);
    }

    /** A conflict that waits for nobody. */
    public Conflict(
            String id, ConflictKind kind, RowKey key, List<Contribution> contributions, List<Decided> decisions) {
        this(id, kind, key, contributions, decisions, false);
    }
}
