package org.multibusiness.sync.storage.postgresql.capture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.storage.postgresql.catalog.CatalogTable;

/**
 * What is to be done about a table that the configuration means.
 *
 * @param table the table
 * @param refusal why it is not synced; empty when it is
 * @param silent whether it need not be mentioned: only a wildcard means it, and it is no table of its own
 * @param relations where triggers stand: on the table itself and on its partitions
 */
record Plan(CatalogTable table, String refusal, boolean silent, List<Relation> relations) {
    static Plan of(CatalogTable table, Collection<CatalogTable> all, TablePatterns meant) {
        boolean noTable =
                table.root() != 0 || table.kind().equals("v") || table.kind().equals("m");
        boolean silent = noTable && !meant.named(table.name());
        if (!table.refusal().isEmpty()) {
            return new Plan(table, table.refusal(), silent, List.of());
        }
        TableLayout layout = Objects.requireNonNull(table.layout());
        List<Relation> relations = new ArrayList<>();
        relations.add(new Relation(table.name(), table.oid(), layout, table.definition(), !table.partitioned()));
        for (CatalogTable part : all) {
            if (part.root() != table.oid()) {
                continue;
            }
            if (part.kind().equals("f") || part.layout() == null) {
                String refusal = "its partition " + part.name() + " can't be captured: it is "
                        + (part.kind().equals("f") ? "a foreign table" : "without the primary key");
                return new Plan(table, refusal, false, List.of());
            }
            relations.add(new Relation(
                    part.name(), part.oid(), ofRoot(layout, part.layout()), part.definition(), !part.partitioned()));
        }
        return new Plan(table, "", false, relations);
    }

    /** The partition's columns in its own order, as rows of the root. */
    private static TableLayout ofRoot(TableLayout root, TableLayout part) {
        List<ColumnLayout> columns = part.columns().stream()
                .map(column -> root.indexOf(column.name()) < 0
                        ? column
                        : root.columns().get(root.indexOf(column.name())))
                .toList();
        return new TableLayout(root.table(), columns);
    }

    boolean refused() {
        return !refusal.isEmpty();
    }
}
