package org.multibusiness.sync.storage.postgresql.apply;

import org.multibusiness.sync.storage.postgresql.catalog.Layouts;

/**
 * The synced tables of this database, and what is remembered about them from batch to batch.
 *
 * @param layouts the registry of layouts
 * @param known where rows of received layouts go
 * @param writers the statements that write them
 */
record Tables(Layouts layouts, KnownTables known, TableWriters writers) {
    static Tables of(Layouts layouts) {
        return new Tables(layouts, new KnownTables(layouts), new TableWriters());
    }
}
