package org.multibusiness.sync.storage.postgresql.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.catalog.Layouts;
import org.multibusiness.sync.storage.postgresql.sql.KeyText;
import org.multibusiness.sync.storage.postgresql.sql.RecordText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts right what the capture triggers could not decide without a risk for the user's statement: rows written between an
 * ALTER TABLE and the next install carry the table's definition instead of a layout and a key; an update of the key becomes a
 * deletion and an insertion. What can't be put right is noted in {@code sync_held} with the reason, and the rest flows.
 */
public final class Settling {
    private static final Logger LOG = LoggerFactory.getLogger(Settling.class);
    private static final int FETCH = 500;

    private static final String TOO_LARGE = "the row's text would be larger than 1 GB";

    private static final String ROWS = """
            SELECT c.txn, c.id, c.table_id, c.layout_id, c.operation::text AS operation, c.row_key, c.old_row, c.new_row,
                   t.schema_name, t.table_name
            FROM sync.change_log AS c JOIN sync.sync_tables AS t USING (table_id)
            WHERE c.txn = ANY (?) AND (c.layout_id = 0 OR c.operation IN ('K', 'X')) ORDER BY c.txn, c.id
            """;

    private final Layouts layouts;

    /** Settles with these layouts. */
    public Settling(Layouts layouts) {
        this.layouts = layouts;
    }

    /**
     * A row as captured.
     *
     * @param txn the transaction
     * @param id its place
     * @param tableId the table
     * @param old the image before; may be null
     * @param now the image after; may be null
     */
    record Captured(
            long txn,
            long id,
            int tableId,
            @Nullable RowImage old,
            @Nullable RowImage now) {}

    void settle(Connection connection, List<Long> transactions) throws SQLException, StorageException {
        if (transactions.isEmpty()) {
            return;
        }
        Definitions definitions = new Definitions(connection, layouts);
        SettledRows settled = new SettledRows(connection);
        try (PreparedStatement query = connection.prepareStatement(ROWS)) {
            query.setFetchSize(FETCH);
            query.setArray(1, connection.createArrayOf("bigint", transactions.toArray()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    settle(row, definitions, settled);
                }
            }
        }
        settled.flush();
        settled.held()
                .forEach((what, rows) -> LOG.error(
                        "{} changes of {} could not be captured: {}. These rows may now differ between the branches.",
                        rows,
                        what.table(),
                        what.reason()));
    }

    private void settle(ResultSet row, Definitions definitions, SettledRows settled)
            throws SQLException, StorageException {
        Captured captured = new Captured(row.getLong("txn"), row.getLong("id"), row.getInt("table_id"), null, null);
        String table = row.getString("schema_name") + '.' + row.getString("table_name");
        try {
            if (row.getString("operation").equals("X")) {
                throw new Unsettled(Objects.requireNonNullElse(row.getString("new_row"), TOO_LARGE));
            }
            TableLayout layout =
                    row.getInt("layout_id") == 0 ? definitions.layout(row) : layouts.layout(row.getInt("layout_id"));
            Captured images = new Captured(
                    captured.txn(),
                    captured.id(),
                    captured.tableId(),
                    image(row.getString("old_row"), layout),
                    image(row.getString("new_row"), layout));
            settled.add(images, row.getString("operation"), layout, layouts.idOf(layout));
        } catch (Unsettled e) {
            settled.hold(captured, table, e.reason());
        }
    }

    private static @Nullable RowImage image(@Nullable String text, TableLayout layout) throws Unsettled {
        if (text == null) {
            return null;
        }
        RowImage image = new RowImage(RecordText.parse(text));
        if (image.values().size() != layout.columns().size()) {
            throw new Unsettled("it has " + image.values().size() + " values for the "
                    + layout.columns().size() + " columns that the table had then");
        }
        for (int position : KeyText.positions(layout)) {
            if (image.value(position) == null) {
                throw new Unsettled("its key is null");
            }
        }
        return image;
    }

    /** Why a row can't be settled. */
    static final class Unsettled extends Exception {
        private final String reason;

        Unsettled(String reason) {
            super(reason);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }
}
