package org.multibusiness.sync.storage.postgresql.apply;

import org.jspecify.annotations.Nullable;

/**
 * A row change that is logged but stays out of its table.
 *
 * @param transaction index of its transaction in the batch
 * @param ordinal its place in the transaction, from 0
 * @param row which row
 * @param reason why, for the operator
 * @param sqlState what the database refused it with, or refused the transaction it waits behind with; null when the table
 *     does not fit. Later transactions that touch such a row wait, those of a table that does not fit are refused on their own
 */
record Withheld(
        int transaction,
        int ordinal,
        RowRef row,
        String reason,
        @Nullable String sqlState) {}
