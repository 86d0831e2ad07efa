package org.multibusiness.sync.storage.postgresql.apply;

import org.multibusiness.sync.storage.postgresql.catalog.Layouts;

/**
 * The synced tables of this database, and what is remembered about them from batch to batch.
 *
 * @param layouts the registry of layouts
 * @param known where rows of received layouts go
 * @param keys their unique and foreign keys
 * @param writers the statements that write them
 */
record Tables(Layouts layouts, KnownTables known, KnownKeys keys, TableWriters writers) {
    static Tables of(Layouts layouts) {
        KnownTables known = new KnownTables(layouts);
        return new Tables(layouts, known, new KnownKeys(known), new TableWriters());
    }
}
