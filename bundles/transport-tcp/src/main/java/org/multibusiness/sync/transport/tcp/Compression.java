package org.multibusiness.sync.transport.tcp;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * zstd, level 1: seven times smaller at more than half a gigabyte per second. Where its native library does not load, nothing is
 * compressed and our {@link Hello} doesn't offer it. Thread-safe.
 */
final class Compression {
    /** Smaller messages are not worth it. */
    static final int LEAST = 512;
    /** The largest blow-up that is read; what would be beyond is sent as it is. */
    static final int LARGEST_RATIO = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Compression.class);
    private static final int LEVEL = 1;

    private final boolean available;

    private Compression(boolean available) {
        this.available = available;
    }

    static Compression detect() {
        try {
            return new Compression(Zstd.compressBound(LEAST) > 0);
        } catch (LinkageError e) {
            LOG.warn(
                    "Links are not compressed: the native zstd library does not load here ({}). Is java.io.tmpdir mounted noexec?",
                    e.toString());
            return new Compression(false);
        }
    }

    static Compression none() {
        return new Compression(false);
    }

    boolean available() {
        return available;
    }

    /** The message compressed; null when that doesn't pay or would not be read. */
    byte @Nullable [] pack(byte[] message) {
        if (!available || message.length < LEAST) {
            return null;
        }
        byte[] packed = new byte[message.length - 1];
        try {
            long length = Zstd.compressByteArray(packed, 0, packed.length, message, 0, message.length, LEVEL);
            return length * LARGEST_RATIO >= message.length ? Arrays.copyOf(packed, (int) length) : null;
        } catch (ZstdException doesNotGetSmaller) {
            return null;
        }
    }

    /**
     * The message of this size.
     *
     * @throws IOException when it isn't one, or not of this size
     */
    byte[] unpack(byte[] packed, int size) throws IOException {
        byte[] message = new byte[size];
        try {
            long length = Zstd.decompressByteArray(message, 0, size, packed, 0, packed.length);
            if (length != size) {
                throw new FrameException("a message of " + size + " bytes was announced, " + length + " came");
            }
            return message;
        } catch (ZstdException e) {
            throw new FrameException("a compressed message can't be read: " + Words.of(e));
        }
    }
}
