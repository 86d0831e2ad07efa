package org.multibusiness.sync.storage.postgresql.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.catalog.Layouts;

/** Reads the table definitions that rows carry which were captured between an ALTER TABLE and the next install. */
final class Definitions {
    /** Without a definition (see sync.table_definition) the table as it is now must do: the count of values is checked. */
    private static final String COLUMNS = """
            SELECT c ->> 0 AS name, c ->> 1 AS type, (c ->> 2)::boolean AS key, (c ->> 3)::boolean AS generated
            FROM jsonb_array_elements(coalesce(nullif(?, ''), sync.table_definition(
                   (SELECT k.oid FROM pg_catalog.pg_class AS k JOIN pg_catalog.pg_namespace AS s ON s.oid = k.relnamespace
                    WHERE s.nspname = ? AND k.relname = ?)))::jsonb -> 'columns') WITH ORDINALITY AS d (c, place)
            ORDER BY place
            """;

    private static final String FORMER_KEY = "SELECT captured_layout_id FROM sync.sync_tables WHERE table_id = ?";

    private final Connection connection;
    private final Layouts layouts;
    private final Map<String, List<ColumnLayout>> known = new HashMap<>();

    Definitions(Connection connection, Layouts layouts) {
        this.connection = connection;
        this.layouts = layouts;
    }

    /** The layout of a captured row whose key column holds a definition. A partition's rows belong to its root. */
    TableLayout layout(ResultSet row) throws SQLException, StorageException, Settling.Unsettled {
        TableName table = new TableName(row.getString("schema_name"), row.getString("table_name"));
        String definition = row.getString("row_key");
        List<ColumnLayout> columns = known.get(table + definition);
        if (columns == null) {
            columns = columns(definition, table);
            if (columns.stream().noneMatch(ColumnLayout::key)) {
                columns = withFormerKey(columns, row.getInt("table_id"));
            }
            known.put(table + definition, columns);
        }
        if (columns.stream().noneMatch(ColumnLayout::key)) {
            throw new Settling.Unsettled("the table had no primary key then");
        }
        return new TableLayout(table, columns);
    }

    private List<ColumnLayout> columns(String definition, TableName table) throws SQLException {
        List<ColumnLayout> columns = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(COLUMNS)) {
            query.setString(1, definition);
            query.setString(2, table.schema());
            query.setString(3, table.name());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    columns.add(new ColumnLayout(
                            row.getString("name"),
                            row.getString("type"),
                            row.getBoolean("key"),
                            row.getBoolean("generated")));
                }
            }
        }
        return columns;
    }

    /** A table whose key was dropped: the columns that were the key still tell its rows apart, if they are all there. */
    private List<ColumnLayout> withFormerKey(List<ColumnLayout> columns, int tableId)
            throws SQLException, StorageException {
        try (PreparedStatement query = connection.prepareStatement(FORMER_KEY)) {
            query.setInt(1, tableId);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next() || row.getInt(1) == 0) {
                    return columns;
                }
                Set<String> key = new HashSet<>();
                layouts.layout(row.getInt(1)).keyColumns().forEach(column -> key.add(column.name()));
                Set<String> present = new HashSet<>();
                columns.forEach(column -> present.add(column.name()));
                if (!present.containsAll(key)) {
                    return columns;
                }
                return columns.stream()
                        .map(c -> new ColumnLayout(c.name(), c.type(), key.contains(c.name()), c.generated()))
                        .toList();
            }
        }
    }
}
