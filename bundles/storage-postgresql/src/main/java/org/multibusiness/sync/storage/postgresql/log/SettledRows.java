package org.multibusiness.sync.storage.postgresql.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.storage.postgresql.sql.KeyText;

/** Collects settled rows and writes them, many at a time. */
final class SettledRows {
    private static final int BATCH = 500;

    private static final String SETTLE = """
            UPDATE sync.change_log AS c
            SET layout_id = s.layout_id, operation = s.operation::"char", row_key = s.row_key,
                old_row = CASE WHEN s.operation = 'I' THEN NULL ELSE c.old_row END
            FROM unnest(?::bigint[], ?::bigint[], ?::integer[], ?::text[], ?::text[])
                 AS s (txn, id, layout_id, operation, row_key)
            WHERE c.txn = s.txn AND c.id = s.id
            """;

    /** Runs before SETTLE, while the image before is still there. */
    private static final String SPLIT = """
            INSERT INTO sync.change_log (txn, table_id, layout_id, operation, row_key, old_row)
            SELECT c.txn, c.table_id, s.layout_id, 'D', s.row_key, c.old_row
            FROM unnest(?::bigint[], ?::bigint[], ?::integer[], ?::text[]) AS s (txn, id, layout_id, row_key)
            JOIN sync.change_log AS c ON c.txn = s.txn AND c.id = s.id
            """;

    private static final String HOLD = """
            INSERT INTO sync.sync_held (txn, id, table_id, row_key, reason)
            SELECT c.txn, c.id, c.table_id, CASE WHEN c.layout_id = 0 THEN '' ELSE c.row_key END, ?
            FROM sync.change_log AS c WHERE c.txn = ? AND c.id = ?
            ON CONFLICT DO NOTHING
            """;

    private final Connection connection;
    private final List<Row> settled = new ArrayList<>();
    private final Map<Held, Integer> held = new HashMap<>();
    private final List<Row> deleted = new ArrayList<>();

    SettledRows(Connection connection) {
        this.connection = connection;
    }

    private record Row(long txn, long id, int layout, String operation, String key) {}

    void add(Settling.Captured row, String operation, TableLayout layout, int layoutId) throws SQLException {
        String before = key(layout, row.old());
        String after = key(layout, row.now());
        boolean update = operation.equals("U") || operation.equals("K");
        boolean moved = update && !String.valueOf(before).equals(after);
        if (moved) {
            deleted.add(new Row(row.txn(), row.id(), layoutId, "D", String.valueOf(before)));
        }
        String outcome = moved ? "I" : update ? "U" : operation;
        settled.add(new Row(row.txn(), row.id(), layoutId, outcome, String.valueOf(after == null ? before : after)));
        if (settled.size() >= BATCH) {
            flush();
        }
    }

    private static @Nullable String key(TableLayout layout, @Nullable RowImage image) {
        return image == null ? null : KeyText.of(layout, image);
    }

    /** How many rows were held, by table and reason. */
    Map<Held, Integer> held() {
        return held;
    }

    /**
     * What is held.
     *
     * @param table whose rows
     * @param reason why
     */
    record Held(String table, String reason) {}

    void hold(Settling.Captured row, String table, String reason) throws SQLException {
        held.merge(new Held(table, reason), 1, Integer::sum);
        try (PreparedStatement insert = connection.prepareStatement(HOLD)) {
            insert.setString(1, reason);
            insert.setLong(2, row.txn());
            insert.setLong(3, row.id());
            insert.executeUpdate();
        }
    }

    void flush() throws SQLException {
        if (!deleted.isEmpty()) {
            try (PreparedStatement split = connection.prepareStatement(SPLIT)) {
                places(split, deleted);
                split.setArray(4, text(deleted.stream().map(Row::key).toArray()));
                split.executeUpdate();
            }
        }
        if (!settled.isEmpty()) {
            try (PreparedStatement update = connection.prepareStatement(SETTLE)) {
                places(update, settled);
                update.setArray(4, text(settled.stream().map(Row::operation).toArray()));
                update.setArray(5, text(settled.stream().map(Row::key).toArray()));
                update.executeUpdate();
            }
        }
        deleted.clear();
        settled.clear();
    }

    private void places(PreparedStatement statement, List<Row> rows) throws SQLException {
        statement.setArray(
                1,
                connection.createArrayOf("bigint", rows.stream().map(Row::txn).toArray()));
        statement.setArray(
                2, connection.createArrayOf("bigint", rows.stream().map(Row::id).toArray()));
        statement.setArray(
                3,
                connection.createArrayOf(
                        "integer", rows.stream().map(Row::layout).toArray()));
    }

    private java.sql.Array text(Object[] values) throws SQLException {
        return connection.createArrayOf("text", values);
    }
}
