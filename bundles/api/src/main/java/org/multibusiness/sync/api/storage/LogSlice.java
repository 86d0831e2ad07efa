package org.multibusiness.sync.api.storage;

import java.util.List;
import org.multibusiness.sync.api.change.ChangeTransaction;

/**
 * A piece of the log.
 *
 * @param transactions in log order; empty when the reader has everything
 * @param position where to go on
 * @param more whether there was more when the limits were reached
 */
public record LogSlice(List<ChangeTransaction> transactions, long position, boolean more) {
    /** Copies the list. */
    public LogSlice {
        transactions = List.copyOf(transactions);
    }
}
