package org.multibusiness.sync.transport.tcp;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.time.Duration;
import org.junit.Test;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.transport.PeerLink;

/** A copied server is turned away each time it calls: the log says so, and not each time. */
public class LinkLogTest {
    private static final String TURNED_AWAY = "a link to it is there already";
    private static final Duration BRIEF = Duration.ofMillis(300);
    private static final long TEN_MINUTES = Duration.ofMinutes(10).toNanos();

    private final LinkLog log = new LinkLog();
    private final PeerLink copy = new Accepted(new PeerAddress("192.0.2.1", 40_001));
    private final PeerLink copyAgain = new Accepted(new PeerAddress("192.0.2.1", 40_002));

    private record Accepted(PeerAddress address) implements PeerLink {
        @Override
        public NodeId peer() {
            return new NodeId("1111111111111111");
        }

        @Override
        public boolean outgoing() {
            return false;
        }

        @Override
        public boolean send(byte[] message) {
            throw new AssertionError("nothing is said to it");
        }

        @Override
        public void close(String reason) {
            throw new AssertionError("nobody closes it here");
        }
    }

    @Test
    public void ofLinksThatEndAtOnceTheFirstTwoAreSaidAndThenOneInTenMinutes() {
        assertTrue(log.up(copy, 0));
        assertEquals(0, log.down(copy, TURNED_AWAY, BRIEF, 0));
        assertTrue("dials may have crossed", log.up(copyAgain, 1));
        assertEquals(0, log.down(copyAgain, TURNED_AWAY, BRIEF, 1));
        for (int call = 2; call < 12; call++) {
            assertFalse(log.up(copy, call));
            assertEquals(-1, log.down(copy, TURNED_AWAY, BRIEF, call));
        }
        assertTrue(log.up(copy, TEN_MINUTES + 1));
        assertEquals("with those in between", 10, log.down(copy, TURNED_AWAY, BRIEF, TEN_MINUTES + 1));
        assertFalse(log.up(copy, TEN_MINUTES + 2));
    }

    @Test
    public void anotherReasonAndAnotherHostAreSaidAtOnce() {
        PeerLink elsewhere = new Accepted(new PeerAddress("192.0.2.2", 40_001));
        endAtOnce(3);

        assertTrue(log.up(elsewhere, 4));
        assertEquals(0, log.down(elsewhere, TURNED_AWAY, BRIEF, 4));
        assertEquals("with the one in between", 1, log.down(copy, "the other end hung up", BRIEF, 5));
        assertTrue(log.up(copy, 6));
    }

    @Test
    public void aLinkThatLastsEndsTheSilence() {
        endAtOnce(3);

        assertEquals(1, log.down(copy, TURNED_AWAY, LinkLog.AT_ONCE, 4));
        assertTrue(log.up(copy, 5));
        assertEquals(0, log.down(copy, TURNED_AWAY, BRIEF, 5));
    }

    private void endAtOnce(int times) {
        for (int call = 0; call < times; call++) {
            log.down(copy, TURNED_AWAY, BRIEF, call);
        }
    }
}
