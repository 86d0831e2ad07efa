package org.multibusiness.sync.transport.tcp;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.multibusiness.sync.api.transport.PeerLink;

public class LinkTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Node north;
    private Node south;

    @Before
    public void openTwoNodes() throws Exception {
        north = Node.open(folder.newFolder("north").toPath());
        south = Node.open(folder.newFolder("south").toPath());
    }

    @After
    public void closeNodes() {
        north.close();
        south.close();
    }

    @Test
    public void bothSidesKnowWhoIsAtTheOtherEndAndWhereItListens() {
        PeerLink dialled = north.linkTo(south);
        PeerLink accepted = south.heard().up().get(0);

        assertEquals(south.id(), dialled.peer());
        assertEquals(north.id(), accepted.peer());
        assertTrue(dialled.outgoing());
        assertFalse(accepted.outgoing());
        assertEquals(south.address(), dialled.address());
        assertEquals(north.address(), accepted.address());
    }

    @Test
    public void messagesOfAnySizeArriveWholeBothWays() throws Exception {
        PeerLink toSouth = north.linkTo(south);
        PeerLink toNorth = south.heard().up().get(0);
        for (int size : new int[] {0, 1, 511, 512, 513, 16_384, 70_000, 1 << 20, (1 << 20) + 1, 20 << 20}) {
            byte[] noise = noise(size);
            byte[] plain = plain(size);
            assertTrue(toSouth.send(noise));
            assertTrue(toNorth.send(plain));
            assertArrayEquals(noise, south.heard().message());
            assertArrayEquals(plain, north.heard().message());
        }
    }

    @Test
    public void messagesArriveInOrder() throws Exception {
        PeerLink link = north.linkTo(south);
        for (int i = 0; i < 5_000; i++) {
            assertTrue(link.send(ByteBuffer.allocate(4 + i % 700).putInt(i).array()));
        }
        for (int i = 0; i < 5_000; i++) {
            assertEquals(i, ByteBuffer.wrap(south.heard().message()).getInt());
        }
    }

    @Test
    public void theReasonToCloseIsHeardOnceAtBothEnds() {
        PeerLink link = north.linkTo(south);

        link.close("paused by the operator");
        link.close("another reason");

        assertEquals("paused by the operator", north.heard().downReason());
        assertEquals(
                "closed by the other end: paused by the operator", south.heard().downReason());
        assertFalse(link.send(new byte[1]));
        await().during(Duration.ofMillis(200))
                .until(() ->
                        north.heard().down().size() == 1 && south.heard().down().size() == 1);
    }

    @Test
    public void aMessageBeyondTheLargestFrameIsADefectOfTheCaller() {
        PeerLink link = north.linkTo(south);

        assertThrows(IllegalArgumentException.class, () -> link.send(new byte[PeerLink.MAX_MESSAGE + 1]));
    }

    @Test
    public void aListenerThatComesLateIsToldOfTheLinksFirst() throws Exception {
        PeerLink link = north.linkTo(south);
        Recorder late = new Recorder();

        south.transport().addListener(late);

        assertEquals("told before addListener returns", List.of("up"), late.story());
        link.send("hello".getBytes(StandardCharsets.UTF_8));
        assertEquals("hello", new String(late.message(), StandardCharsets.UTF_8));
        link.close("bye");
        late.downReason();
        assertEquals(List.of("up", "message", "down"), late.story());
    }

    @Test
    public void aListenerThatComesWhileAnotherIsBusyIsToldWhenThatIsDone() throws Exception {
        PeerLink link = north.linkTo(south);
        south.heard().beBusy(true);
        link.send(new byte[1]);
        await().until(() -> south.heard().story().contains("message"));
        Recorder late = new Recorder();

        south.transport().addListener(late);
        south.heard().beBusy(false);

        await().until(() -> late.story().equals(List.of("up")));
    }

    @Test
    public void aListenerThatComesBackIsToldAnew() {
        north.linkTo(south);

        south.transport().removeListener(south.heard());
        south.transport().addListener(south.heard());

        assertEquals(List.of("up", "up"), south.heard().story());
    }

    @Test
    public void whatComesWhileNobodyListensIsKeptForTheNextListener() throws Exception {
        PeerLink link = north.linkTo(south);
        south.transport().removeListener(south.heard());

        link.send("kept".getBytes(StandardCharsets.UTF_8));
        Recorder next = new Recorder();
        await().during(Duration.ofMillis(200)).until(() -> next.story().isEmpty());
        south.transport().addListener(next);

        assertEquals("kept", new String(next.message(), StandardCharsets.UTF_8));
        assertEquals(List.of("up", "message"), next.story());
    }

    @Test
    public void aListenerThatFailsEndsTheLink() {
        PeerLink link = north.linkTo(south);
        south.heard().fail();

        link.send(new byte[1]);

        assertThat(north.heard().downReason(), containsString("this listener fails"));
        assertEquals(List.of("up", "message", "down"), south.heard().story());
    }

    @Test
    public void twoDialsOfOneAddressAtOnceGiveOneLink() {
        north.transport().dial(south.address());
        north.transport().dial(south.address());

        await().until(() -> north.heard().up().size() == 1);
        await().during(Duration.ofMillis(500)).until(() -> south.heard().up().size() == 1);
    }

    @Test
    public void aTransportThatStopsSaysGoodbyeAndLeavesNothingBehind() {
        north.linkTo(south);

        north.close();

        assertThat(north.heard().downReason(), containsString("stops"));
        assertThat(south.heard().downReason(), containsString("closed by the other end"));
        assertEquals(0, north.transport().port());
        south.close();
        assertEquals("down, once", List.of("up", "down"), north.heard().story());
        await().until(() -> threads() == 0);
    }

    @Test
    public void aTransportStopsInTimeAlsoWhenAListenerIsBusy() {
        PeerLink link = north.linkTo(south);
        south.heard().beBusy(true);
        link.send(new byte[1]);
        await().until(() -> south.heard().story().contains("message"));

        long begin = System.nanoTime();
        south.close();

        assertThat(Duration.ofNanos(System.nanoTime() - begin), lessThan(Duration.ofSeconds(6)));
        assertEquals(List.of("up", "message", "down"), south.heard().story());
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("sync-tcp"))
                .count();
    }

    private static byte[] noise(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static byte[] plain(int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) 'x');
        return bytes;
    }
}
