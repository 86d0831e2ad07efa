package org.multibusiness.sync.api.conflict;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.RowImage;

/**
 * What a row is, given everything known about it.
 *
 * @param row the row under the layout it was asked for; null when the row does not exist
 * @param conflicts what had to be decided on the way; empty when every contribution could be kept
 * @param fallback what it is when the database refuses that row; null when there is nothing else that it could be
 */
public record Resolution(
        @Nullable RowImage row,
        List<Conflict> conflicts,
        @Nullable Fallback fallback) {
    /** Copies the list. */
    public Resolution {
        conflicts = List.copyOf(conflicts);
    }

    /** A row that is this or nothing. */
    public Resolution(@Nullable RowImage row, List<Conflict> conflicts) {
        this(row, conflicts, null);
    }
}
