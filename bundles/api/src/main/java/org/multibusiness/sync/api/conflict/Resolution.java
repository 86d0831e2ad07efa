package org.multibusiness.sync.api.conflict;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.RowImage;

/**
 * What a row is, given everything known about it.
 *
 * @param row the row under the layout it was asked for; null when the row does not exist
 * @param conflicts what had to be decided on the way; empty when every contribution could be kept
 */
public record Resolution(@Nullable RowImage row, List<Conflict> conflicts) {
    /** Copies the list. */
    public Resolution {
        conflicts = List.copyOf(conflicts);
    }
}
