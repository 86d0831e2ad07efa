package org.multibusiness.sync.api.change;

import java.util.ArrayList;
import java.util.List;

/**
 * Which row: a table and the values of its primary key.
 *
 * @param table the table
 * @param values the key columns' values in text form, in layout order; never null
 */
public record RowKey(TableName table, List<String> values) {
    /** Copies the values. */
    public RowKey {
        values = List.copyOf(values);
    }

    /** The key of this image under this layout; throws {@link IllegalArgumentException} when a key value is null. */
    public static RowKey of(TableLayout layout, RowImage image) {
        List<String> values = new ArrayList<>(1);
        for (int i = 0; i < layout.columns().size(); i++) {
            if (layout.columns().get(i).key()) {
                String value = image.value(i);
                if (value == null) {
                    throw new IllegalArgumentException("a row of " + layout.table() + " has a null key");
                }
                values.add(value);
            }
        }
        return new RowKey(layout.table(), values);
    }

    /** The key as one line of text for people: values joined by commas. */
    public String text() {
        return String.join(",", values);
    }
}
