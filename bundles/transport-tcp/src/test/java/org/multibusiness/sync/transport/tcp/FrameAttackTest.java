package org.multibusiness.sync.transport.tcp;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertEquals;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Attacks on a link by a peer that was let in: what it sends is read by the link's own thread, whose allocations are counted from
 * {@code linkUp} to {@code linkDown}, garbage included.
 */
public class FrameAttackTest {
    private static final int KIBI = 1 << 10;
    private static final int MEBI = 1 << 20;
    private static final int GIBI = 1 << 30;
    /** TLS, the credit of a frame whose bytes have not come, and words. */
    private static final long LITTLE = 4L * MEBI;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Fortress fortress;
    private Node other;

    @Before
    public void openNodes() throws Exception {
        fortress = Fortress.open(folder.newFolder("fortress").toPath(), Node.settings());
        other = Node.open(folder.newFolder("other").toPath());
        // Pinned, and every class of a link loaded: neither is the attack's doing.
        other.linkTo(fortress.node()).close("first contact");
        fortress.node().heard().downReason();
        fortress.remember();
    }

    @After
    public void closeNodes() {
        fortress.close();
        other.close();
    }

    @Test
    public void decompressionBombOfAGibibyteThatSaysSo() throws Exception {
        byte[] bomb = bomb();
        assertThat(bomb.length, lessThan(33 * KIBI));
        assertBreaksOff("at most", LITTLE, peer -> packed(peer, bomb, GIBI));
    }

    @Test
    public void decompressionBombThatSaysItIsAsLargeAsAFrameMayBe() throws Exception {
        byte[] bomb = bomb();
        assertBreaksOff("unpacks to", LITTLE, peer -> packed(peer, bomb, 64 * MEBI));
    }

    @Test
    public void decompressionBombThatSaysItIsAsLargeAsTheRatioAllows() throws Exception {
        byte[] bomb = bomb();
        int size = bomb.length * Compression.LARGEST_RATIO;
        assertBreaksOff("too small", size + LITTLE, peer -> packed(peer, bomb, size));
    }

    @Test
    public void compressedBytesThatAreNone() throws Exception {
        assertBreaksOff("can't be read", LITTLE, peer -> packed(peer, new byte[600], 1000));
    }

    @Test
    public void compressedBytesThatAreFewerThanAnnounced() throws Exception {
        byte[] packed = Zstd.compress(new byte[900]);
        assertBreaksOff("900 came", LITTLE, peer -> packed(peer, packed, 1000));
    }

    @Test
    public void oversizedFrame() throws Exception {
        assertBreaksOff("at most", LITTLE, peer -> peer.frameHeader(Integer.MAX_VALUE, 0, Integer.MAX_VALUE));
    }

    @Test
    public void frameOfNegativeSize() throws Exception {
        assertBreaksOff("at most", LITTLE, peer -> peer.frameHeader(-1, 0, -1));
    }

    @Test
    public void frameOfAnUnknownKind() throws Exception {
        assertBreaksOff("kind 77", LITTLE, peer -> peer.frameHeader(0, 77, 0));
    }

    @Test
    public void oversizedGoodbye() throws Exception {
        assertBreaksOff("at most 1024", LITTLE, peer -> peer.frameHeader(MEBI, 2, MEBI));
    }

    /** The largest frame is announced, and what comes is the word for it: memory goes with the bytes, not with the word. */
    @Test
    public void largestFrameOfWhichNothingComes() throws Exception {
        try (RawPeer peer =
                RawPeer.admitted(other.security(), fortress.node().transport().port())) {
            peer.frameHeader(64 * MEBI, 0, 64 * MEBI);
        }
        assertEquals("the other end hung up", lastReason());
        assertThat(fortress.node().heard().allocatedWhileUp(), lessThan(LITTLE));
    }

    @Test
    public void linesAndTerminalEscapesInTheWordsOfAGoodbye() throws Exception {
        String evil =
                "over\r\n2026-11-28 ERROR all rows are lost\u001b[2J\u001b]0;owned\u0007\u009b31m\u202e\u2028\u0085done";
        byte[] words = evil.getBytes(StandardCharsets.UTF_8);
        String logged = logOf(() -> {
            try (RawPeer peer = RawPeer.admitted(
                    other.security(), fortress.node().transport().port())) {
                peer.frameHeader(words.length, 2, words.length);
                peer.write(words);
                lastReason();
            }
        });

        String reason = "over??2026-11-28 ERROR all rows are lost?[2J?]0;owned??31m???done";
        assertThat(lastReason(), containsString(reason));
        assertThat(logged, containsString(reason));
        assertEquals(
                "lines that say so",
                1,
                logged.lines()
                        .filter(line -> line.contains("all rows are lost"))
                        .count());
        assertThat(logged, not(containsString("\u001b")));
    }

    private interface Misdeed {
        void on(RawPeer peer) throws IOException;
    }

    private void assertBreaksOff(String because, long mostAllocated, Misdeed misdeed) throws Exception {
        try (RawPeer peer =
                RawPeer.admitted(other.security(), fortress.node().transport().port())) {
            misdeed.on(peer);
            assertThat(peer.readGoodbye(), containsString(because));
        }
        assertThat(lastReason(), containsString(because));
        assertThat("bytes allocated", fortress.node().heard().allocatedWhileUp(), lessThan(mostAllocated));
        fortress.awaitCounted("links: 0; links that broke the protocol: 1");
        assertEquals(
                "no message",
                List.of("up", "down", "up", "down"),
                fortress.node().heard().story());
        fortress.remember();
        fortress.assertOpenTo(other);
    }

    /** Why the second link of the test, the attacker's, went down. */
    private String lastReason() {
        List<String> down = fortress.node().heard().down();
        await().atMost(Duration.ofSeconds(20)).until(() -> down.size() == 2);
        return down.get(1);
    }

    private static void packed(RawPeer peer, byte[] bytes, int size) throws IOException {
        peer.frameHeader(bytes.length, 1, size);
        peer.write(bytes);
    }

    /** A frame of zstd without a length in it: 8,192 blocks of four bytes, each of which stands for 128 KiB of zeros (RFC 8878). */
    private static byte[] bomb() {
        int blocks = GIBI / (128 * KIBI);
        int sizeAndKind = (128 * KIBI) << 3 | 1 << 1;
        ByteBuffer frame = ByteBuffer.allocate(6 + 4 * blocks).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(0xFD2FB528).put((byte) 0).put((byte) 0x38);
        for (int i = 1; i <= blocks; i++) {
            int header = sizeAndKind | (i == blocks ? 1 : 0);
            frame.putShort((short) header).put((byte) (header >> 16)).put((byte) 0);
        }
        return frame.array();
    }

    private interface Work {
        void run() throws Exception;
    }

    private static String logOf(Work work) throws Exception {
        ByteArrayOutputStream logged = new ByteArrayOutputStream();
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
        try {
            work.run();
        } finally {
            System.setErr(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        }
        return logged.toString(StandardCharsets.UTF_8);
    }
}
