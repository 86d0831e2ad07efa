package org.multibusiness.sync.storage.postgresql.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;

/**
 * A table of this database that takes part.
 *
 * @param layout its columns here
 * @param frozen columns outside the key that an UPDATE can't set ({@code GENERATED ALWAYS AS IDENTITY}): a row in which such a
 *     value changes is taken out and put in again
 */
record LocalTable(TableLayout layout, Set<String> frozen) {
    LocalTable {
        frozen = Set.copyOf(frozen);
    }

    /** An image under this table's columns; what only we have (computed values) becomes NULL. */
    RowImage image(RowImage image, TableLayout from) {
        if (from.equals(layout)) {
            return image;
        }
        List<@Nullable String> values = new ArrayList<>(layout.columns().size());
        for (ColumnLayout column : layout.columns()) {
            int index = from.indexOf(column.name());
            values.add(index < 0 ? null : image.value(index));
        }
        return new RowImage(values);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LocalTable that && layout.equals(that.layout) && frozen.equals(that.frozen);
    }

    /** By the name alone: this is asked for every row, and tables differ by name. */
    @Override
    public int hashCode() {
        return layout.table().hashCode();
    }
}
