package org.multibusiness.sync.core.row;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;

/** Moves an image from one layout to another, by column name. */
final class Projection {
    private Projection() {}

    /** The image under the other layout; columns it does not have become NULL. */
    static RowImage of(RowImage image, TableLayout from, TableLayout to) {
        if (from.equals(to)) {
            return image;
        }
        List<@Nullable String> values = new ArrayList<>(to.columns().size());
        for (ColumnLayout column : to.columns()) {
            int index = from.indexOf(column.name());
            values.add(index < 0 ? null : image.value(index));
        }
        return new RowImage(values);
    }
}
