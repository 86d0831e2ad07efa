package org.multibusiness.sync.storage.postgresql.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.Operation;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.core.row.TransactionFold;
import org.multibusiness.sync.storage.postgresql.catalog.Layouts;
import org.multibusiness.sync.storage.postgresql.sql.RecordText;

/** Reads the row changes of transactions and folds each transaction's changes of a row into one. */
final class LoggedChanges {
    /** Rows that could not be captured whole (layout 0) and markers stay here: they are in {@code sync_held}. */
    private static final String CHANGES = """
            SELECT txn, layout_id, operation::text, old_row, new_row FROM sync.change_log
            WHERE txn = ANY (?) AND layout_id > 0 AND operation IN ('I', 'U', 'D', 'B') ORDER BY txn, id
            """;

    private final Connection connection;
    private final Layouts layouts;

    LoggedChanges(Connection connection, Layouts layouts) {
        this.connection = connection;
        this.layouts = layouts;
    }

    /** The changes by transaction; one that has none is missing. */
    Map<Long, List<RowChange>> of(Collection<Long> transactions) throws SQLException, StorageException {
        Map<Long, List<RowChange>> changes = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(CHANGES)) {
            query.setArray(1, connection.createArrayOf("bigint", transactions.toArray()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    changes.computeIfAbsent(row.getLong(1), txn -> new ArrayList<>())
                            .add(change(row));
                }
            }
        }
        changes.replaceAll((txn, captured) -> TransactionFold.fold(captured));
        return changes;
    }

    private RowChange change(ResultSet row) throws SQLException, StorageException {
        TableLayout layout = layouts.layout(row.getInt(2));
        return new RowChange(operation(row.getString(3)), layout, image(row.getString(4)), image(row.getString(5)));
    }

    private static Operation operation(String letter) {
        return switch (letter) {
            case "U" -> Operation.UPDATE;
            case "D" -> Operation.DELETE;
            default -> Operation.INSERT;
        };
    }

    private static @Nullable RowImage image(@Nullable String text) {
        return text == null ? null : new RowImage(RecordText.parse(text));
    }
}
