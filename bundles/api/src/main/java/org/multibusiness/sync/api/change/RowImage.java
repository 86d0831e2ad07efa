package org.multibusiness.sync.api.change;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row's values in PostgreSQL's text form, exact, written under pinned session settings (ISO dates, UTC, hex bytea).
 *
 * @param values one per column of the layout, in its order; {@code null} is SQL NULL. A value of more than a MiB is told by its name, see
 *     {@link LargeValue}
 */
public record RowImage(List<@Nullable String> values) {
    /** Copies the values. */
    public RowImage {
        values = Collections.unmodifiableList(new ArrayList<>(values));
    }

    /** The value at a position of the layout; {@code null} is SQL NULL. */
    public @Nullable String value(int index) {
        return values.get(index);
    }
}
