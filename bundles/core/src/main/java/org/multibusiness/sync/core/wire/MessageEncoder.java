package org.multibusiness.sync.core.wire;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.multibusiness.sync.api.change.ChangeTransaction;

/**
 * Messages to bytes; transactions that go to several peers are encoded once. It remembers the last few lists, and takes the very
 * same list for the same transactions. Not thread-safe.
 */
public final class MessageEncoder {
    /** Sends of one list follow each other closely. */
    private static final int REMEMBERED = 4;

    private final Deque<Encoded> recent = new ArrayDeque<>();
    private long reused;

    private static final class Encoded {
        final List<ChangeTransaction> transactions;
        final byte[] body;

        Encoded(List<ChangeTransaction> transactions, byte[] body) {
            this.transactions = transactions;
            this.body = body;
        }
    }

    /** The message's bytes, the same as {@link MessageCodec#encode} makes. */
    public byte[] encode(Message message) {
        if (message instanceof Message.Transactions transactions) {
            return MessageCodec.transactions(transactions.subscription(), body(transactions.transactions()));
        }
        return MessageCodec.encode(message);
    }

    private byte[] body(List<ChangeTransaction> transactions) {
        for (Encoded known : recent) {
            if (known.transactions == transactions) {
                reused++;
                return known.body;
            }
        }
        WireWriter out = new WireWriter();
        TransactionsCodec.write(out, transactions);
        byte[] body = out.toBytes();
        if (recent.size() == REMEMBERED) {
            recent.removeLast();
        }
        recent.addFirst(new Encoded(transactions, body));
        return body;
    }

    /** How often something did not have to be encoded anew. */
    public long reused() {
        return reused;
    }
}
