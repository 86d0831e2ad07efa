package org.multibusiness.sync.storage.postgresql.catalog;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.Operation;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.database.Connections;
import org.multibusiness.sync.storage.postgresql.sql.Failures;
import org.multibusiness.sync.storage.postgresql.sql.RecordText;

/**
 * The registry of layouts and tables: numbers that stand for them in the log. Entries are made on a connection of their own
 * and committed at once, so that what is remembered here stays true when the caller's transaction is rolled back. Entries
 * never change. Thread-safe.
 */
public final class Layouts {
    /** Far more than a database has; a peer that sends ever new layouts only empties the memory. */
    private static final int REMEMBERED = 10_000;

    private static final String TABLE_ID = """
            WITH made AS (
              INSERT INTO sync.sync_tables (schema_name, table_name) SELECT ?, ?
              WHERE NOT EXISTS (SELECT FROM sync.sync_tables WHERE schema_name = ? AND table_name = ?)
              ON CONFLICT DO NOTHING RETURNING table_id)
            SELECT table_id FROM made
            UNION ALL SELECT table_id FROM sync.sync_tables WHERE schema_name = ? AND table_name = ?
            """;

    private static final String LAYOUT_ID = """
            WITH made AS (
              INSERT INTO sync.table_layouts (table_id, columns, types, is_key, is_generated, layout_hash)
              SELECT ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT FROM sync.table_layouts WHERE layout_hash = ?)
              ON CONFLICT DO NOTHING RETURNING layout_id)
            SELECT layout_id FROM made
            UNION ALL SELECT layout_id FROM sync.table_layouts WHERE layout_hash = ?
            """;

    private static final String LAYOUT = """
            SELECT t.schema_name, t.table_name, l.columns, l.types, l.is_key, l.is_generated
            FROM sync.table_layouts AS l JOIN sync.sync_tables AS t USING (table_id) WHERE l.layout_id = ?
            """;

    private final Connections connections;
    private final Map<TableName, Integer> tables = new ConcurrentHashMap<>();
    private final Map<TableLayout, Integer> ids = new ConcurrentHashMap<>();
    private final Map<Integer, TableLayout> layouts = new ConcurrentHashMap<>();

    /** A registry in the database that these connections lead to. */
    public Layouts(Connections connections) {
        this.connections = connections;
    }

    /** The number of a table; a new one is given when it has none. */
    public int tableId(TableName table) throws StorageException {
        String[] schemaAndName = {table.schema(), table.name()};
        return remembered(tables, table, connection -> {
            try (PreparedStatement query = connection.prepareStatement(TABLE_ID)) {
                for (int i = 0; i < 6; i++) {
                    query.setString(i + 1, schemaAndName[i % 2]);
                }
                return single(query, table.toString());
            }
        });
    }

    /** The number of a layout; a new one is given when it has none. */
    public int idOf(TableLayout layout) throws StorageException {
        int table = tableId(layout.table());
        return remembered(ids, layout, connection -> {
            String hash = LayoutHash.of(layout);
            try (PreparedStatement query = connection.prepareStatement(LAYOUT_ID)) {
                query.setInt(1, table);
                query.setArray(2, array(connection, "text", layout, ColumnLayout::name));
                query.setArray(3, array(connection, "text", layout, ColumnLayout::type));
                query.setArray(4, array(connection, "boolean", layout, ColumnLayout::key));
                query.setArray(5, array(connection, "boolean", layout, ColumnLayout::generated));
                query.setString(6, hash);
                query.setString(7, hash);
                query.setString(8, hash);
                return single(query, layout.table().toString());
            }
        });
    }

    /** The layout with this number; throws {@link IllegalArgumentException} when there is none. */
    public TableLayout layout(int id) throws StorageException {
        return remembered(layouts, id, connection -> {
            try (PreparedStatement query = connection.prepareStatement(LAYOUT)) {
                query.setInt(1, id);
                return read(query, id);
            }
        });
    }

    /**
     * The change that a line of the log stands for.
     *
     * @param id the layout's number
     * @param operation the log's letter
     * @param before the image, as text
     * @param after the image, as text
     */
    public RowChange change(int id, String operation, @Nullable String before, @Nullable String after)
            throws StorageException {
        return new RowChange(operation(operation), layout(id), image(before), image(after));
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

    private <K, V> V remembered(Map<K, V> memory, K key, Lookup<V> lookup) throws StorageException {
        V known = memory.get(key);
        if (known != null) {
            return known;
        }
        if (memory.size() >= REMEMBERED) {
            memory.clear();
        }
        try (Connection connection = connections.take()) {
            V found = lookup.in(connection);
            memory.put(key, found);
            return found;
        } catch (SQLException e) {
            throw Failures.of(e, "look up the layout of a table");
        }
    }

    private static int single(PreparedStatement query, String what) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            if (row.next()) {
                return row.getInt(1);
            }
        }
        // Somebody else made it between our two looks: the next call finds it.
        throw new SQLException("the entry of " + what + " was made at the same time by somebody else", "40001");
    }

    private static Array array(
            Connection connection, String type, TableLayout layout, Function<ColumnLayout, Object> part)
            throws SQLException {
        return connection.createArrayOf(
                type, layout.columns().stream().map(part).toArray());
    }

    private static TableLayout read(PreparedStatement query, int id) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            if (!row.next()) {
                throw new IllegalArgumentException("the log has no layout " + id);
            }
            TableName table = new TableName(row.getString(1), row.getString(2));
            String[] names = (String[]) row.getArray(3).getArray();
            String[] types = (String[]) row.getArray(4).getArray();
            Boolean[] keys = (Boolean[]) row.getArray(5).getArray();
            Boolean[] generated = (Boolean[]) row.getArray(6).getArray();
            List<ColumnLayout> columns = new ArrayList<>(names.length);
            for (int i = 0; i < names.length; i++) {
                columns.add(new ColumnLayout(names[i], types[i], keys[i], generated[i]));
            }
            return new TableLayout(table, columns);
        }
    }

    private interface Lookup<V> {
        V in(Connection connection) throws SQLException;
    }
}
