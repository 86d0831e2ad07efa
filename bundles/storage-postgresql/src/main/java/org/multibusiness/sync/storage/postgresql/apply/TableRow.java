package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.RowKey;
import org.multibusiness.sync.storage.postgresql.large.ShortImages;
import org.multibusiness.sync.storage.postgresql.sql.KeyText;
import org.multibusiness.sync.storage.postgresql.sql.RecordText;

/**
 * A row with its values.
 *
 * @param ref which row
 * @param table its table
 * @param image its values under the table's layout
 */
record TableRow(RowRef ref, LocalTable table, RowImage image) {
    /** What {@link ShortImages#OF_ROW} answered, at this place. */
    static TableRow read(ResultSet row, int index, ShortImages images, LocalTable table, int tableId)
            throws SQLException {
        String text = Objects.requireNonNull(images.of(row.getString(index)));
        RowImage image = new RowImage(RecordText.parse(text));
        return new TableRow(new RowRef(tableId, KeyText.of(table.layout(), image)), table, image);
    }

    /** The row's name for people and other nodes. */
    RowKey key() {
        return RowKey.of(table.layout(), image);
    }
}
