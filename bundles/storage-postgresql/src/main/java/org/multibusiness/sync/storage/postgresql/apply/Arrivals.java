package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.catalog.Catalog;
import org.multibusiness.sync.storage.postgresql.catalog.CatalogTable;
import org.multibusiness.sync.storage.postgresql.catalog.Layouts;

/** For the layouts of received changes, the tables of this database. */
final class Arrivals {
    private final Map<TableLayout, Arrival> arrivals;
    /** A batch names the same few layouts again and again: the same objects, mostly. */
    private final IdentityHashMap<TableLayout, Arrival> same = new IdentityHashMap<>();

    Arrivals(Map<TableLayout, Arrival> arrivals) {
        this.arrivals = Map.copyOf(arrivals);
    }

    /** The layouts that transactions use. */
    static Set<TableLayout> used(List<ChangeTransaction> batch) {
        IdentityHashMap<TableLayout, Boolean> seen = new IdentityHashMap<>();
        Set<TableLayout> used = new HashSet<>();
        for (ChangeTransaction transaction : batch) {
            for (RowChange change : transaction.changes()) {
                if (seen.put(change.layout(), true) == null) {
                    used.add(change.layout());
                }
            }
        }
        return used;
    }

    /** Reads the catalogue about these layouts. The session's settings must be pinned. */
    static Map<TableLayout, Arrival> read(Connection connection, Layouts layouts, Set<TableLayout> used)
            throws SQLException, StorageException {
        Set<TableName> names = new TreeSet<>();
        used.forEach(layout -> names.add(layout.table()));
        SortedMap<TableName, CatalogTable> tables = Catalog.read(connection, names);
        Map<TableLayout, Arrival> arrivals = new HashMap<>();
        for (TableLayout layout : used) {
            arrivals.put(layout, arrival(layout, tables.get(layout.table()), layouts));
        }
        return arrivals;
    }

    private static Arrival arrival(TableLayout received, @Nullable CatalogTable here, Layouts layouts)
            throws StorageException {
        int tableId = layouts.tableId(received.table());
        int layoutId = layouts.idOf(received);
        String refusal = refusal(received, here);
        if (here == null || here.layout() == null || !refusal.isEmpty()) {
            return Arrival.nowhere(refusal, received, tableId, layoutId);
        }
        Set<String> frozen = new HashSet<>(here.alwaysIdentity());
        here.layout().keyColumns().stream().map(ColumnLayout::name).forEach(frozen::remove);
        // The same object where it can be: it is compared for every row.
        TableLayout layout = received.equals(here.layout()) ? received : here.layout();
        return Arrival.at(new LocalTable(layout, frozen), received, tableId, layoutId);
    }

    private static String refusal(TableLayout received, @Nullable CatalogTable here) {
        TableName name = received.table();
        if (here == null) {
            return name + " does not exist here: create it with the same columns and primary key; the changes kept"
                    + " until then are applied on their own";
        }
        if (here.layout() == null || !here.refusal().isEmpty()) {
            return name + " is not synced here: it " + here.refusal();
        }
        if (!here.synced()) {
            return name + " is not synced here: include it in the synced tables of this server";
        }
        return received.fingerprint().equals(here.layout().fingerprint())
                ? ""
                : LayoutDifference.of(here.layout(), received);
    }

    /** The changes of a transaction with the rows they are for. */
    Incoming locate(ChangeTransaction transaction) {
        List<Incoming.Located> located = new ArrayList<>(transaction.changes().size());
        for (RowChange change : transaction.changes()) {
            Arrival arrival = of(change.layout());
            RowImage image = Objects.requireNonNull(change.after() != null ? change.after() : change.before());
            located.add(new Incoming.Located(arrival, arrival.row(image), change));
        }
        return new Incoming(transaction, located);
    }

    /** Where rows of a layout go. */
    Arrival of(TableLayout layout) {
        return same.computeIfAbsent(layout, l -> Objects.requireNonNull(arrivals.get(l)));
    }
}
