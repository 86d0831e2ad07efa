package org.multibusiness.sync.transport.tcp;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.Test;

public class FrameTest {
    private static final Compression ZSTD = Compression.detect();
    private static final int MAX_FRAME = 1 << 26;

    @Test
    public void whatIsWrittenIsRead() throws Exception {
        for (int size : new int[] {0, 1, 511, 512, 100_000, 3 << 20}) {
            byte[] repeating = new byte[size];
            byte[] random = new byte[size];
            new Random(size).nextBytes(random);
            for (byte[] message : new byte[][] {repeating, random}) {
                assertArrayEquals(
                        message,
                        read(written(Frame.message(message), ZSTD), ZSTD).body());
                assertArrayEquals(
                        message,
                        read(written(Frame.message(message), Compression.none()), ZSTD)
                                .body());
            }
        }
    }

    @Test
    public void smallAndIncompressibleMessagesTravelAsTheyAre() throws Exception {
        byte[] random = new byte[10_000];
        new Random(5).nextBytes(random);

        assertEquals(Frame.HEADER_LENGTH + 511, written(Frame.message(new byte[511]), ZSTD).length);
        assertEquals(Frame.HEADER_LENGTH + 10_000, written(Frame.message(random), ZSTD).length);
        assertThat(written(Frame.message(new byte[10_000]), ZSTD).length, lessThan(200));
    }

    @Test
    public void whatWouldLookLikeABombTravelsAsItIs() throws Exception {
        byte[] zeros = new byte[10 << 20];

        byte[] frame = written(Frame.message(zeros), ZSTD);

        assertEquals(Frame.HEADER_LENGTH + zeros.length, frame.length);
        assertEquals(zeros.length, read(frame, ZSTD).body().length);
    }

    @Test
    public void anAnnouncementAllocatesLittleBeforeBytesCome() {
        byte[] header = header(MAX_FRAME, 0, MAX_FRAME);
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getThreadAllocatedBytes(Thread.currentThread().getId());

        assertThrows(EOFException.class, () -> read(header, ZSTD));

        long allocated = memory.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertThat(allocated, lessThan(4L << 20));
    }

    @Test
    public void aPackedMessageAllocatesNothingOnItsWordBeforeItCame() {
        byte[] header = header(MAX_FRAME / 1024, 1, MAX_FRAME);
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getThreadAllocatedBytes(Thread.currentThread().getId());

        assertThrows(EOFException.class, () -> read(header, ZSTD));

        assertThat(memory.getThreadAllocatedBytes(Thread.currentThread().getId()) - before, lessThan(1L << 20));
    }

    @Test
    public void impossibleHeadersAreRefused() {
        assertRefused(header(MAX_FRAME + 1, 0, MAX_FRAME + 1), "at most");
        assertRefused(header(-5, 0, -5), "at most");
        assertRefused(header(10, 0, 11), "says it holds");
        assertRefused(header(10, 9, 10), "kind 9");
        assertRefused(header(10, 1, 100), "unpacks to 100");
        assertRefused(header(1000, 1, 1000), "unpacks to 1000");
        assertRefused(header(600, 1, 600 * 1024 + 1), "unpacks to");
        assertRefused(header(1025, 2, 1025), "at most 1024");
    }

    @Test
    public void aNodeThatCantUnpackRefusesWhatItDidNotOffer() {
        IOException refusal = assertThrows(FrameException.class, () -> read(header(600, 1, 1000), Compression.none()));

        assertThat(refusal.getMessage(), containsString("did not offer"));
    }

    @Test
    public void theWordsOfAGoodbyeAreOneHarmlessLine() throws Exception {
        Frame goodbye =
                read(written(Frame.goodbye("bye\r\nERROR forged \u001b[31m\u202eline" + "x".repeat(5000)), ZSTD), ZSTD);

        assertEquals(0, goodbye.words().chars().filter(Character::isISOControl).count());
        assertEquals(300, goodbye.words().length());
    }

    private static void assertRefused(byte[] header, String because) {
        FrameException refusal = assertThrows(FrameException.class, () -> read(header, ZSTD));
        assertThat(refusal.getMessage(), containsString(because));
    }

    private static byte[] header(int length, int kind, int size) {
        return ByteBuffer.allocate(Frame.HEADER_LENGTH)
                .putInt(length)
                .put((byte) kind)
                .putInt(size)
                .array();
    }

    private static byte[] written(Frame frame, Compression compression) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        FrameWriter writer = new FrameWriter(bytes, compression);
        writer.write(frame);
        writer.flush();
        return bytes.toByteArray();
    }

    private static Frame read(byte[] bytes, Compression compression) throws IOException {
        return new FrameReader(new ByteArrayInputStream(bytes), MAX_FRAME, compression).next();
    }
}
