package org.multibusiness.sync.transport.tcp;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.multibusiness.sync.api.security.TrustTalk;

/** Reads frames. Nothing is allocated before it was checked, and little before bytes came for it. Used by one thread. */
final class FrameReader {
    /** What is allocated on the word of a peer; more only as the bytes come. */
    private static final int CREDIT = 1 << 20;

    private final DataInputStream in;
    private final int maxFrame;
    private final Compression compression;

    FrameReader(InputStream in, int maxFrame, Compression compression) {
        this.in = new DataInputStream(in);
        this.maxFrame = maxFrame;
        this.compression = compression;
    }

    /**
     * Waits for the next frame.
     *
     * @throws FrameException when what came breaks the protocol
     */
    Frame next() throws IOException {
        int length = in.readInt();
        int code = in.readUnsignedByte();
        int size = in.readInt();
        Frame.Kind kind = Frame.Kind.of(code)
                .orElseThrow(() -> new FrameException("a frame of kind " + code + " came, which is unknown"));
        check(kind, length, size);
        try {
            byte[] body = body(length);
            return switch (kind) {
                case MESSAGE -> Frame.message(body);
                case PACKED_MESSAGE -> Frame.message(compression.unpack(body, size));
                case GOODBYE -> Frame.goodbye(body);
                case TRUST -> Frame.trust(body);
            };
        } catch (OutOfMemoryError e) {
            throw new IOException("a message of " + size + " bytes does not fit into this node's memory", e);
        }
    }

    private void check(Frame.Kind kind, int length, int size) throws FrameException {
        int most = switch (kind) {
            case MESSAGE, PACKED_MESSAGE -> maxFrame;
            case GOODBYE -> Frame.LONGEST_GOODBYE;
            case TRUST -> TrustTalk.LONGEST;
        };
        if (length < 0 || length > most || size < 0 || size > most) {
            throw new FrameException("a frame of " + length + " bytes, unpacked " + size
                    + ", was announced; allowed are at most " + most);
        }
        if (kind != Frame.Kind.PACKED_MESSAGE && size != length) {
            throw new FrameException("a frame of " + length + " bytes says it holds " + size);
        }
        if (kind == Frame.Kind.PACKED_MESSAGE) {
            checkPacked(length, size);
        }
    }

    private void checkPacked(int length, int size) throws FrameException {
        if (!compression.available()) {
            throw new FrameException("a compressed frame came, which this node did not offer to read");
        }
        if (length >= size || size < Compression.LEAST || size > (long) length * Compression.LARGEST_RATIO) {
            throw new FrameException("a frame of " + length + " bytes says it unpacks to " + size);
        }
    }

    private byte[] body(int length) throws IOException {
        byte[] body = new byte[Math.min(length, CREDIT)];
        in.readFully(body);
        while (body.length < length) {
            int filled = body.length;
            body = Arrays.copyOf(body, (int) Math.min(length, 2L * filled));
            in.readFully(body, filled, body.length - filled);
        }
        return body;
    }
}
