package org.multibusiness.sync.simulator.store;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.RowImage;

/**
 * What a transaction did to a row, and what it could know: the ledger's books.
 *
 * @param before the row as its author found it; null when there was none
 * @param after the row as he left it
 * @param seen the transactions, by their names in the books, that had made the row what he found
 */
public record Touch(@Nullable RowImage before, @Nullable RowImage after, BitSet seen) {}
