package org.multibusiness.sync.api.conflict;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.change.Operation;
import org.multibusiness.sync.api.change.RowKey;

/**
 * One side of a conflict: which transaction wrote what.
 *
 * @param dot the transaction
 * @param at its wall-clock time
 * @param operation what it did to the row
 * @param before the whole row before, by column name; SQL NULL is an absent entry; empty for an insert
 * @param after the whole row after, by column name; empty for a delete
 * @param row which row; null when it is the conflict's own
 */
public record Contribution(
        Dot dot,
        Instant at,
        Operation operation,
        Map<String, String> before,
        Map<String, String> after,
        @Nullable RowKey row) {
    /** Copies the images. */
    public Contribution {
        before = Map.copyOf(before);
        after = Map.copyOf(after);
    }

    /** A side of a conflict about one row. */
    public Contribution(
            Dot dot, Instant at, Operation operation, Map<String, String> before, Map<String, String> after) {
        this(dot, at, operation, before, after, null);
    }
}
