package org.multibusiness.sync.storage.postgresql.apply;

/**
 * A row as the log names it.
 *
 * @param tableId the table's number in the log
 * @param key the row's {@code row_key}
 */
record RowRef(int tableId, String key) {}
