package org.multibusiness.sync.storage.postgresql.catalog;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.TableName;

/**
 * A table as the catalogue has it now.
 *
 * @param name the table
 * @param oid its number in the catalogue
 * @param layout its columns in their order; null when it has no primary key
 * @param definition what {@code sync.table_definition(oid)} says
 * @param kind {@code relkind}: r is a table, p one whose rows are in partitions, f a foreign one
 * @param root of a partition, the table it is part of in the end; otherwise 0
 * @param alwaysIdentity columns that are {@code GENERATED ALWAYS AS IDENTITY}: an UPDATE can't set them
 * @param capturedLayout the layout that capture was installed for; 0 when the table is not synced
 * @param refusal why it can't be synced; empty when it can
 * @param warning what an operator should know though it can be synced; may be empty
 */
public record CatalogTable(
        TableName name,
        long oid,
        @Nullable TableLayout layout,
        String definition,
        String kind,
        long root,
        Set<String> alwaysIdentity,
        int capturedLayout,
        String refusal,
        String warning) {
    /** What people decided about conflicts: the one table of ours that is replicated. */
    public static final TableName DECISIONS = new TableName("sync", "sync_decisions");

    /** Copies the set. */
    public CatalogTable {
        alwaysIdentity = Set.copyOf(alwaysIdentity);
    }

    /** Whether its rows are in partitions. */
    public boolean partitioned() {
        return kind.equals("p");
    }

    /**
     * Whether changes of this table flow: capture is installed, or the service itself writes it and records what it writes; and
     * nothing stands against it.
     */
    public boolean synced() {
        return (capturedLayout > 0 || name.equals(DECISIONS)) && layout != null && refusal.isEmpty();
    }
}
