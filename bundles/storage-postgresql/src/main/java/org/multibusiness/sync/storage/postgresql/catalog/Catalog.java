package org.multibusiness.sync.storage.postgresql.catalog;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.storage.postgresql.sql.Statements;

/**
 * Reads the database's catalogue. To be called within a transaction whose settings are
 * {@link org.multibusiness.sync.storage.postgresql.sql.Session#pin pinned}: names of types depend on the search path.
 */
public final class Catalog {
    private static final String TABLES = Statements.read(Catalog.class, "tables.sql");

    private Catalog() {}

    /** Every relation outside the system's schemas and ours, sorted by name. */
    public static SortedMap<TableName, CatalogTable> read(Connection connection) throws SQLException {
        return query(connection, null, null);
    }

    /** The named relations, as far as they exist, sorted by name. */
    public static SortedMap<TableName, CatalogTable> read(Connection connection, Collection<TableName> names)
            throws SQLException {
        if (names.isEmpty()) {
            return Collections.emptySortedMap();
        }
        Array schemas = connection.createArrayOf(
                "text", names.stream().map(TableName::schema).toArray());
        Array tables = connection.createArrayOf(
                "text", names.stream().map(TableName::name).toArray());
        return query(connection, schemas, tables);
    }

    private static SortedMap<TableName, CatalogTable> query(
            Connection connection, @Nullable Array schemas, @Nullable Array tables) throws SQLException {
        SortedMap<TableName, CatalogTable> found = new TreeMap<>();
        try (PreparedStatement query = connection.prepareStatement(TABLES)) {
            query.setArray(1, schemas);
            query.setArray(2, schemas);
            query.setArray(3, tables);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    CatalogTable table = table(row, connection.getMetaData().getUserName());
                    found.put(table.name(), table);
                }
            }
        }
        return found;
    }

    private static CatalogTable table(ResultSet row, String role) throws SQLException {
        TableName name = new TableName(row.getString("nspname"), row.getString("relname"));
        String definition = row.getString("definition");
        return new CatalogTable(
                name,
                row.getLong("oid"),
                row.getBoolean("has_key") ? new TableLayout(name, columns(row)) : null,
                definition == null ? "" : definition,
                row.getString("relkind"),
                row.getLong("root"),
                Set.copyOf(strings(row, "always_identity")),
                row.getInt("captured_layout"),
                Fitness.refusal(row, name, role),
                Fitness.warning(strings(row, "drawn_keys"), strings(row, "loose_keys")));
    }

    private static List<ColumnLayout> columns(ResultSet row) throws SQLException {
        List<String> names = strings(row, "names");
        List<String> types = strings(row, "types");
        Boolean[] keys = (Boolean[]) row.getArray("keys").getArray();
        Boolean[] generated = (Boolean[]) row.getArray("generated").getArray();
        List<ColumnLayout> columns = new ArrayList<>(names.size());
        for (int i = 0; i < names.size(); i++) {
            columns.add(new ColumnLayout(names.get(i), types.get(i), keys[i], generated[i]));
        }
        return columns;
    }

    static List<String> strings(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }
}
