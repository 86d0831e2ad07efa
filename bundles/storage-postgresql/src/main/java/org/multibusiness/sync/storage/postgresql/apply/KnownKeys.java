package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.storage.postgresql.apply.ForeignKeys.ForeignKey;
import org.multibusiness.sync.storage.postgresql.apply.UniqueKeys.UniqueKey;

/**
 * Remembers the unique and foreign keys of tables, as long as the catalogue's rows about them stay the same as
 * {@link KnownTables} saw them last. Not thread-safe.
 */
final class KnownKeys {
    /** Far more than a database has. */
    private static final int REMEMBERED = 10_000;

    private final KnownTables tables;
    private final Map<TableName, Keys> remembered = new HashMap<>();

    private record Keys(String state, List<UniqueKey> unique, List<ForeignKey> foreign) {}

    KnownKeys(KnownTables tables) {
        this.tables = tables;
    }

    /** The unique keys of those of the tables that have some. */
    Map<TableName, List<UniqueKey>> unique(Connection connection, Collection<TableName> names) throws SQLException {
        Map<TableName, List<UniqueKey>> unique = new HashMap<>();
        find(connection, names).forEach((name, keys) -> {
            if (!keys.unique().isEmpty()) {
                unique.put(name, keys.unique());
            }
        });
        return unique;
    }

    /** The foreign keys from and to these tables, each once. */
    Set<ForeignKey> foreign(Connection connection, Collection<TableName> names) throws SQLException {
        Set<ForeignKey> foreign = new LinkedHashSet<>();
        find(connection, names).values().forEach(keys -> foreign.addAll(keys.foreign()));
        return foreign;
    }

    private Map<TableName, Keys> find(Connection connection, Collection<TableName> names) throws SQLException {
        Map<TableName, Keys> found = new HashMap<>();
        Set<TableName> unknown = new TreeSet<>();
        for (TableName name : names) {
            Keys keys = remembered.get(name);
            if (keys != null && !keys.state().isEmpty() && keys.state().equals(tables.state(name))) {
                found.put(name, keys);
            } else {
                unknown.add(name);
            }
        }
        if (!unknown.isEmpty()) {
            Map<TableName, Keys> read = read(connection, unknown);
            if (remembered.size() + read.size() > REMEMBERED) {
                remembered.clear();
            }
            remembered.putAll(read);
            found.putAll(read);
        }
        return found;
    }

    private Map<TableName, Keys> read(Connection connection, Set<TableName> names) throws SQLException {
        Map<TableName, List<UniqueKey>> unique = UniqueKeys.read(connection, names);
        List<ForeignKey> foreign = ForeignKeys.read(connection, names);
        Map<TableName, Keys> read = new HashMap<>();
        for (TableName name : names) {
            List<ForeignKey> its = foreign.stream()
                    .filter(key -> key.child().equals(name) || key.parent().equals(name))
                    .toList();
            read.put(name, new Keys(tables.state(name), unique.getOrDefault(name, List.of()), its));
        }
        return read;
    }
}
