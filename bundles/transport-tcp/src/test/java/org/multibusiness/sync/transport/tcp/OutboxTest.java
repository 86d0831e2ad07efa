package org.multibusiness.sync.transport.tcp;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

public class OutboxTest {
    @Test
    public void aMessageCountsUntilItIsWritten() throws Exception {
        Outbox outbox = new Outbox(1000);
        assertTrue(outbox.offer(new byte[900]));
        Frame taken = outbox.take();
        assertFalse(outbox.offer(new byte[900]));

        assertNotNull(taken);
        assertTrue(outbox.written(taken));

        assertTrue(outbox.offer(new byte[900]));
    }

    @Test
    public void emptyMessagesAreBoundedToo() {
        Outbox outbox = new Outbox(1000);
        int taken = 0;
        while (outbox.offer(new byte[0])) {
            taken++;
        }

        assertEquals(1000 / 64, taken);
    }

    @Test
    public void theLastFrameFollowsAtOnceAndNothingAfterIt() throws Exception {
        Outbox outbox = new Outbox(1000);
        outbox.offer(new byte[1]);
        Frame goodbye = Frame.goodbye("bye");
        outbox.finish(goodbye);
        outbox.finish(Frame.goodbye("again"));

        assertFalse(outbox.offer(new byte[1]));
        assertEquals(goodbye, outbox.take());
        assertNull(outbox.take());
    }
}
