package org.multibusiness.sync.api.storage;

/**
 * A row change that is in the log but not in its table.
 *
 * @param transaction its transaction's dot; {@code local:ID} for one of this database that could not be captured whole
 * @param table the table, with its schema
 * @param recordId the row's key
 * @param reason why, and what to do
 * @param sqlState what the database refused it with; empty when the table does not fit
 * @param attempts how often it was tried
 * @param since ISO-8601
 */
public record ParkedChange(
        String transaction,
        String table,
        String recordId,
        String reason,
        String sqlState,
        int attempts,
        String since) {}
