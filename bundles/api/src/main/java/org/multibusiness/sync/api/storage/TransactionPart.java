package org.multibusiness.sync.api.storage;

import java.util.List;
import org.multibusiness.sync.api.change.ChangeTransaction;

/**
 * A part of a transaction that is too large to be read, sent or decoded whole, or that has large values. The parts follow each other without a gap;
 * together they are one transaction, and nothing of it is applied before all are there.
 *
 * @param transaction the transaction, with this part's changes only: as they were captured, so a row can come in several
 *     parts
 * @param pieces of large values that its images name; those of a value come in their order, and before the part that names it
 * @param after where this part begins in the teller's log; 0 for the first part
 * @param place where the next part begins there. A place means something only to the teller, and only until it is restarted
 * @param last whether nothing follows
 */
public record TransactionPart(
        ChangeTransaction transaction, List<ValuePiece> pieces, long after, long place, boolean last) {
    /** Throws {@link IllegalArgumentException} for a part that goes backwards. */
    public TransactionPart {
        pieces = List.copyOf(pieces);
        if (after < 0 || place < after) {
            throw new IllegalArgumentException("a part of " + transaction.dot() + " from " + after + " to " + place);
        }
    }

    /** A part without large values. */
    public TransactionPart(ChangeTransaction transaction, long after, long place, boolean last) {
        this(transaction, List.of(), after, place, last);
    }

    /** The same part, where what was before it ended elsewhere in the teller's log. */
    public TransactionPart from(long start) {
        return new TransactionPart(transaction, pieces, start, place, last);
    }

    /** The transaction without its changes. */
    public ChangeTransaction header() {
        return new ChangeTransaction(
                transaction.dot(),
                transaction.past(),
                transaction.timestamp(),
                transaction.committedAt(),
                transaction.chain(),
                List.of());
    }
}
