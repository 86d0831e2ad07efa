package org.multibusiness.sync.core.wire;

import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.storage.TransactionPart;

/** What a transaction costs, the same at sender and receiver: credit and buffers are counted in it. */
public final class TransactionWeight {
    private static final int TRANSACTION = 200;
    private static final int CHANGE = 64;
    private static final int VALUE = 8;

    private TransactionWeight() {}

    /** Characters of all images plus a fixed part per transaction, change and value; about its bytes in memory. */
    public static long of(ChangeTransaction transaction) {
        long weight = TRANSACTION;
        for (RowChange change : transaction.changes()) {
            weight += CHANGE + of(change.before()) + of(change.after());
        }
        return weight;
    }

    /** A part, with the pieces of large values in it. */
    public static long of(TransactionPart part) {
        return of(part.transaction())
                + part.pieces().stream()
                        .mapToLong(piece -> CHANGE + piece.content().length)
                        .sum();
    }

    private static long of(@Nullable RowImage image) {
        long weight = 0;
        if (image != null) {
            for (int i = 0; i < image.values().size(); i++) {
                String value = image.value(i);
                weight += VALUE + (value == null ? 0 : value.length());
            }
        }
        return weight;
    }
}
