package org.multibusiness.sync.core.wire;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

import java.util.List;
import org.junit.Test;
import org.multibusiness.sync.core.seeded.Seeds;

public class MessageEncoderTest {
    private final MessageEncoder encoder = new MessageEncoder();

    @Test
    public void itWritesWhatTheCodecWrites() {
        Seeds.each(100, getClass(), random -> {
            for (int kind = 0; kind < Messages.KINDS; kind++) {
                Message message = new Messages(random).of(kind);
                assertArrayEquals(MessageCodec.encode(message), encoder.encode(message));
                assertArrayEquals("again", MessageCodec.encode(message), encoder.encode(message));
            }
        });
    }

    @Test
    public void whatGoesToThreePeersIsEncodedOnce() {
        List<org.multibusiness.sync.api.change.ChangeTransaction> transactions = List.of();

        for (int peer = 1; peer <= 3; peer++) {
            Message message = new Message.Transactions(peer, transactions);
            assertArrayEquals(MessageCodec.encode(message), encoder.encode(message));
        }

        assertEquals(2, encoder.reused());
    }

    @Test
    public void itForgetsWhatIsLongAgo() {
        Messages messages = new Messages(new java.util.Random(7));
        Message first = some(messages);
        encoder.encode(first);
        for (int i = 0; i < 4; i++) {
            encoder.encode(some(messages));
        }

        encoder.encode(first);

        assertEquals(0, encoder.reused());
    }

    /** Transactions, and at least one: all empty lists are the same object, which is remembered longer. */
    private static Message some(Messages messages) {
        while (true) {
            Message drawn = messages.of(3);
            if (drawn instanceof Message.Transactions transactions
                    && !transactions.transactions().isEmpty()) {
                return drawn;
            }
        }
    }
}
