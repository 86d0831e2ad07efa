package org.multibusiness.sync.storage.postgresql.apply;

import org.multibusiness.sync.api.change.RowImage;

/**
 * What is to be done to a row of a table.
 *
 * @param table the table
 * @param kind how
 * @param image the row under the table's layout; for a deletion only the key counts
 */
record RowWrite(LocalTable table, Kind kind, RowImage image) {
    /** How a row is written. */
    enum Kind {
        /** The row is there afterwards, with these values. */
        PUT,
        /** The same, by taking the row out first: for values that an UPDATE can't set, or that stand in each other's way. */
        RENEW,
        /** The row is not there afterwards. */
        REMOVE
    }

    /** The row becomes this; what it was before may be anything. */
    static RowWrite settled(LocalTable table, RowImage image) {
        return new RowWrite(table, table.frozen().isEmpty() ? Kind.PUT : Kind.RENEW, image);
    }

    /** This write, so that it stands in no other's way. */
    RowWrite renewed() {
        return kind == Kind.PUT ? new RowWrite(table, Kind.RENEW, image) : this;
    }
}
