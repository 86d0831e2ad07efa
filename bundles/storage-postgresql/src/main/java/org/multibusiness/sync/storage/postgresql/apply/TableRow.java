package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.RowKey;
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
    /** A row as PostgreSQL writes it, at this place of an answer. */
    static TableRow read(ResultSet row, int index, LocalTable table, int tableId) throws SQLException {
        RowImage image = new RowImage(RecordText.parse(row.getString(index)));
        return new TableRow(new RowRef(tableId, KeyText.of(table.layout(), image)), table, image);
    }

    /** The row's name for people and other nodes. */
    RowKey key() {
        return RowKey.of(table.layout(), image);
    }
}
