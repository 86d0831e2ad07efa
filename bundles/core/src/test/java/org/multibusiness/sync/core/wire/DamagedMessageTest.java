package org.multibusiness.sync.core.wire;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.BeforeClass;
import org.junit.Test;
import org.multibusiness.sync.core.seeded.Seeds;

/** Whatever bytes come: a message, or a {@link MalformedMessageException}; and memory in proportion to the bytes. */
public class DamagedMessageTest {
    /** Objects for the smallest things on the wire (a text of no characters: one byte) are this much larger. */
    private static final long BYTES_PER_BYTE = 150;

    private static final long FIXED = 64 << 10;
    /** Codes, smallest and largest numbers. */
    private static final byte[] TELLING = {0, 1, 2, 3, 0x7F, (byte) 0x80, (byte) 0xFF};

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** The JVM makes code for joining strings at its first use, some 100 KiB: that is not the message's. */
    @BeforeClass
    public static void letTheJvmMakeItsOwnCode() {
        Random random = new Random(1);
        for (int i = 0; i < 4_000; i++) {
            byte[] noise = new byte[1 + random.nextInt(300)];
            random.nextBytes(noise);
            noise[0] = (byte) (1 + random.nextInt(Messages.KINDS));
            tryOut(noise);
            tryOut(flipped(MessageCodec.encode(new Messages(random).of(i % Messages.KINDS)), random));
        }
    }

    private static void tryOut(byte[] bytes) {
        try {
            MessageCodec.decode(bytes);
        } catch (MalformedMessageException expected) {
            return;
        }
    }

    @Test
    public void everyTruncationIsMalformed() {
        Seeds.each(100, getClass(), random -> {
            for (int kind = 0; kind < Messages.KINDS; kind++) {
                byte[] bytes = MessageCodec.encode(new Messages(random).of(kind));
                int step = Math.max(1, bytes.length / 300);
                for (int length = random.nextInt(step); length < bytes.length; length += step) {
                    assertEquals(null, decoded(Arrays.copyOf(bytes, length)));
                }
            }
        });
    }

    @Test
    public void flippedBytesGiveAnotherMessageOrNone() {
        Seeds.each(200, getClass(), random -> {
            for (int kind = 0; kind < Messages.KINDS; kind++) {
                byte[] bytes = MessageCodec.encode(new Messages(random).of(kind));
                for (int i = 0; i < 12; i++) {
                    checkSound(flipped(bytes, random));
                }
            }
        });
    }

    @Test
    public void noiseGivesAMessageOrNone() {
        Seeds.each(5_000, getClass(), random -> {
            byte[] noise = new byte[random.nextInt(300)];
            random.nextBytes(noise);
            if (noise.length > 0) {
                noise[0] = (byte) (1 + random.nextInt(Messages.KINDS));
            }
            checkSound(noise);
        });
    }

    /** Flips up to four bytes, prefers extreme values, and cuts or doubles a piece now and then. */
    private static byte[] flipped(byte[] bytes, Random random) {
        byte[] damaged = bytes.clone();
        int near = random.nextInt(damaged.length);
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            int at = Math.min(damaged.length - 1, random.nextBoolean() ? near++ : random.nextInt(damaged.length));
            damaged[at] = random.nextBoolean() ? (byte) random.nextInt(256) : TELLING[random.nextInt(TELLING.length)];
        }
        return switch (random.nextInt(8)) {
            case 0 -> Arrays.copyOfRange(damaged, 0, random.nextInt(damaged.length));
            case 1 -> Arrays.copyOf(damaged, damaged.length + random.nextInt(20));
            default -> damaged;
        };
    }

    private static void checkSound(byte[] bytes) throws MalformedMessageException {
        Message message = decoded(bytes);
        if (message != null) {
            assertEquals("what was read can be written and read", message, decoded(MessageCodec.encode(message)));
        }
    }

    /** The message, or null when it is malformed; any other exception fails the test, and so does an allocation too large. */
    private static @Nullable Message decoded(byte[] bytes) {
        long most = FIXED + BYTES_PER_BYTE * bytes.length;
        long before = THREADS.getCurrentThreadAllocatedBytes();
        Message message = messageOrNull(bytes);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        if (allocated > most) {
            // The virtual machine links a piece of code when it is first run; that is no doing of the message.
            before = THREADS.getCurrentThreadAllocatedBytes();
            messageOrNull(bytes);
            allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        }
        assertTrue(allocated + " bytes allocated for " + bytes.length, allocated <= most);
        return message;
    }

    private static @Nullable Message messageOrNull(byte[] bytes) {
        try {
            return MessageCodec.decode(bytes);
        } catch (MalformedMessageException e) {
            return null;
        }
    }

    @Test
    public void countsAndLengthsBeyondTheMessageAllocateNothing() {
        for (int kind = 1; kind <= Messages.KINDS; kind++) {
            for (long count :
                    new long[] {Integer.MAX_VALUE, Long.MAX_VALUE, -1, Long.MIN_VALUE, 1 << 20, 0xFFFFFFFFL}) {
                for (int position = 0; position < 8; position++) {
                    WireWriter out = new WireWriter();
                    out.writeByte(kind);
                    for (int i = 0; i < position; i++) {
                        out.writeLong(1);
                    }
                    decoded(out.writeLong(count).toBytes());
                }
            }
        }
    }

    @Test
    public void theDearestMessageCostsInProportionToItsBytes() {
        int many = 200_000;
        WireWriter layouts = new WireWriter();
        layouts.writeByte(4)
                .writeLong(1)
                .writeLong(1)
                .writeText("")
                .writeText("")
                .writeLong(many);
        for (int i = 0; i < many; i++) {
            layouts.writeLong(0).writeLong(0).writeByte(1);
        }
        decoded(layouts.toBytes());

        WireWriter texts = new WireWriter();
        texts.writeByte(2).writeLong(1).writeLong(0).writeLong(many);
        for (int i = 0; i < many; i++) {
            texts.writeLong(0);
        }
        decoded(texts.toBytes());
    }

    @Test
    public void manyTinyChangesCostInProportionToTheirBytes() {
        int many = 200_000;
        WireWriter out = new WireWriter();
        out.writeByte(4).writeLong(1);
        out.writeLong(1)
                .writeText("")
                .writeText("")
                .writeLong(1)
                .writeText("")
                .writeText("")
                .writeByte(1);
        out.writeLong(1)
                .writeText("aaaaaaaaaaaaaaaa.1:1")
                .writeLong(0)
                .writeLong(0)
                .writeLong(0)
                .writeText("");
        out.writeLong(many);
        for (int i = 0; i < many; i++) {
            out.writeByte(1).writeLong(0).writeLong(2);
        }

        Message message = decoded(out.toBytes());

        assertEquals(
                many,
                ((Message.Transactions) Objects.requireNonNull(message))
                        .transactions()
                        .get(0)
                        .changes()
                        .size());
    }
}
