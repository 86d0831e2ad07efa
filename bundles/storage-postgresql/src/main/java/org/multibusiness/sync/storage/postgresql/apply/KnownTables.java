package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.catalog.Layouts;

/**
 * Remembers where rows of received layouts go, as long as the catalogue's rows about the table stay the same: to read them
 * all takes longer than to apply a small transaction. Not thread-safe.
 */
final class KnownTables {
    /** Far more than a database has. */
    private static final int REMEMBERED = 10_000;

    /** Every change of a catalogue row gives it another xmin. A foreign key shows in its triggers, on both tables. */
    private static final String STATES = """
            SELECT n.schema_name, n.table_name,
                   concat_ws(',', c.oid, c.xmin, s.xmin, t.captured_layout_id,
                     (SELECT concat_ws(',', count(*), sum(a.xmin::text::bigint)) FROM pg_catalog.pg_attribute AS a
                      WHERE a.attrelid = c.oid),
                     (SELECT concat_ws(',', count(*), sum(i.xmin::text::bigint)) FROM pg_catalog.pg_index AS i
                      WHERE i.indrelid = c.oid),
                     (SELECT concat_ws(',', count(*), sum(g.oid::bigint)) FROM pg_catalog.pg_trigger AS g
                      WHERE g.tgrelid = c.oid))
            FROM unnest(?::text[], ?::text[]) AS n (schema_name, table_name)
            LEFT JOIN sync.sync_tables AS t USING (schema_name, table_name)
            LEFT JOIN pg_catalog.pg_namespace AS s ON s.nspname = n.schema_name
            LEFT JOIN pg_catalog.pg_class AS c ON c.relnamespace = s.oid AND c.relname = n.table_name
            """;

    private final Layouts layouts;
    private final Map<TableLayout, Known> known = new HashMap<>();
    private final Map<TableName, String> seen = new HashMap<>();

    private record Known(String state, Arrival arrival) {}

    KnownTables(Layouts layouts) {
        this.layouts = layouts;
    }

    /** Where rows of these layouts go now. The session's settings must be pinned. */
    Arrivals find(Connection connection, Set<TableLayout> used) throws SQLException, StorageException {
        Map<TableName, String> states = states(connection, used);
        seen.putAll(states);
        Map<TableLayout, Arrival> arrivals = new HashMap<>();
        Set<TableLayout> changed = new HashSet<>();
        for (TableLayout layout : used) {
            Known before = known.get(layout);
            if (before != null && before.state().equals(states.get(layout.table()))) {
                arrivals.put(layout, before.arrival());
            } else {
                changed.add(layout);
            }
        }
        if (!changed.isEmpty()) {
            Map<TableLayout, Arrival> read = Arrivals.read(connection, layouts, changed);
            remember(read, states);
            arrivals.putAll(read);
        }
        return new Arrivals(arrivals);
    }

    /** A refusal is not remembered: what it is about (a privilege, say) need not show in these rows of the catalogue. */
    private void remember(Map<TableLayout, Arrival> arrivals, Map<TableName, String> states) {
        if (known.size() + arrivals.size() > REMEMBERED) {
            known.clear();
            seen.clear();
        }
        arrivals.forEach((layout, arrival) -> {
            if (arrival.table() != null) {
                known.put(layout, new Known(states.getOrDefault(layout.table(), ""), arrival));
            }
        });
    }

    /** What the catalogue's rows about a table looked like when it was looked up last; empty when it never was. */
    String state(TableName table) {
        return seen.getOrDefault(table, "");
    }

    private static Map<TableName, String> states(Connection connection, Set<TableLayout> used) throws SQLException {
        Set<TableName> names = new TreeSet<>();
        used.forEach(layout -> names.add(layout.table()));
        Map<TableName, String> states = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(STATES)) {
            TextArrays.text(query, 1, names, TableName::schema);
            TextArrays.text(query, 2, names, TableName::name);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    states.put(new TableName(row.getString(1), row.getString(2)), row.getString(3));
                }
            }
        }
        return states;
    }

    /** What was remembered did not help: the catalogue is read anew next time. */
    void forget() {
        known.clear();
    }
}
