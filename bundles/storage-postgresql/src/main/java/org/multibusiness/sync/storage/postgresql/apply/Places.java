package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.catalog.Catalog;
import org.multibusiness.sync.storage.postgresql.catalog.CatalogTable;

/** The synced tables by name, for rows that no received change is about. */
final class Places {
    private final Connection connection;
    private final Tables tables;
    private final Map<TableName, Optional<Place>> places = new HashMap<>();

    Places(Connection connection, Tables tables) {
        this.connection = connection;
        this.tables = tables;
    }

    /**
     * A table.
     *
     * @param table its columns here
     * @param tableId its number in the log
     */
    record Place(LocalTable table, int tableId) {}

    /** The table of this name; empty when it is not synced here. */
    Optional<Place> of(TableName name) throws SQLException, StorageException {
        Optional<Place> known = places.get(name);
        if (known == null) {
            known = find(name);
            places.put(name, known);
        }
        return known;
    }

    private Optional<Place> find(TableName name) throws SQLException, StorageException {
        CatalogTable found = Catalog.read(connection, List.of(name)).get(name);
        TableLayout layout = found == null ? null : found.layout();
        if (layout == null) {
            return Optional.empty();
        }
        LocalTable table =
                tables.known().find(connection, Set.of(layout)).of(layout).table();
        return table == null
                ? Optional.empty()
                : Optional.of(new Place(table, tables.layouts().tableId(name)));
    }
}
