package org.multibusiness.sync.storage.postgresql.capture;

import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.TableName;

/**
 * Something that triggers can stand on: a table, or a partition of one.
 *
 * @param name its own name
 * @param oid its number in the catalogue
 * @param layout the columns in its own order, under the name of the table whose rows these are
 * @param definition what {@code sync.table_definition(oid)} says
 * @param storesRows whether rows are in it rather than in its partitions; only then a TRUNCATE is recorded here
 */
record Relation(TableName name, long oid, TableLayout layout, String definition, boolean storesRows) {
    /** The name of the trigger function, in schema sync. */
    String function() {
        return "capture_" + oid;
    }
}
