package org.multibusiness.sync.api.change;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One change of one row, with full images on both sides.
 *
 * @param operation what happened
 * @param layout what the images' values stand for
 * @param before the row before; null for an insert
 * @param after the row after; null for a delete
 */
public record RowChange(
        Operation operation,
        TableLayout layout,
        @Nullable RowImage before,
        @Nullable RowImage after) {
    /** Checks that the images fit operation and layout; throws {@link IllegalArgumentException} otherwise. */
    public RowChange {
        check(layout, before, operation != Operation.INSERT, "before");
        check(layout, after, operation != Operation.DELETE, "after");
    }

    private static void check(TableLayout layout, @Nullable RowImage image, boolean wanted, String which) {
        if ((image != null) != wanted) {
            throw new IllegalArgumentException("the image " + which + " of a change of " + layout.table()
                    + (wanted ? " is missing" : " is too much"));
        }
        if (image != null && image.values().size() != layout.columns().size()) {
            throw new IllegalArgumentException(
                    "the image " + which + " has " + image.values().size() + " values for "
                            + layout.columns().size() + " columns of " + layout.table());
        }
    }

    /** The row's key, equal before and after. */
    public RowKey key() {
        return RowKey.of(layout, Objects.requireNonNull(after != null ? after : before));
    }
}
