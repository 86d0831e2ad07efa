package org.multibusiness.sync.api.conflict;

import java.time.Instant;
import java.util.Map;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.change.Operation;

/**
 * One side of a conflict: which transaction wrote what.
 *
 * @param dot the transaction
 * @param at its wall-clock time
 * @param operation what it did to the row
 * @param before the whole row before, by column name; SQL NULL is an absent entry; empty for an insert
 * @param after the whole row after, by column name; empty for a delete
 */
public record Contribution(
        Dot dot, Instant at, Operation operation, Map<String, String> before, Map<String, String> after) {
    /** Copies the images. */
    public Contribution {
        before = Map.copyOf(before);
        after = Map.copyOf(after);
    }
}
