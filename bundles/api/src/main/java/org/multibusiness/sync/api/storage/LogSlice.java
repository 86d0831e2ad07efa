package org.multibusiness.sync.api.storage;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.ChangeTransaction;

/**
 * A piece of the log: whole transactions, or a part of a large one.
 *
 * @param transactions in log order; empty when the reader has everything, or when there is a part
 * @param part a part of the transaction that comes next, when that is too large to be read whole
 * @param position where to go on
 * @param more whether there was more when the limits were reached
 */
public record LogSlice(
        List<ChangeTransaction> transactions, @Nullable TransactionPart part, long position, boolean more) {
    /** Copies the list; throws {@link IllegalArgumentException} when there are both transactions and a part. */
    public LogSlice {
        transactions = List.copyOf(transactions);
        if (part != null && !transactions.isEmpty()) {
            throw new IllegalArgumentException("a slice has whole transactions or a part of one, not both");
        }
    }

    /** A slice of whole transactions. */
    public LogSlice(List<ChangeTransaction> transactions, long position, boolean more) {
        this(transactions, null, position, more);
    }
}
