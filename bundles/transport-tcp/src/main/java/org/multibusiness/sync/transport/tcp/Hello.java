package org.multibusiness.sync.transport.tcp;

import java.io.DataInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.multibusiness.sync.api.transport.DialFailure.Cause;

/**
 * The first bytes inside TLS, of fixed length: magic, lowest and highest version of the link protocol, abilities (bit 0: reads
 * zstd; bit 1: has a keyring, so marks follow and frames of kind 3 are understood), listening port (0: none), nonce.
 */
final class Hello {
    /** The version that this code speaks. */
    static final int VERSION = 1;

    static final int READS_ZSTD = 1;
    static final int HAS_KEYRING = 2;
    static final int NONCE_LENGTH = 32;
    static final int LENGTH = Integer.BYTES + 4 * Short.BYTES + NONCE_LENGTH;
    /** "MBSL". */
    private static final int MAGIC = 0x4D42534C;

    private final int abilities;
    private final int port;
    private final byte[] nonce;

    /**
     * Of this version.
     *
     * @param nonce 32 random bytes
     */
    Hello(int abilities, int port, byte[] nonce) {
        this.abilities = abilities;
        this.port = port;
        this.nonce = nonce;
    }

    byte[] encoded() {
        return ByteBuffer.allocate(LENGTH)
                .putInt(MAGIC)
                .putShort((short) VERSION)
                .putShort((short) VERSION)
                .putShort((short) abilities)
                .putShort((short) port)
                .put(nonce)
                .array();
    }

    /** Reads one, and no byte more; the magic is looked at before the rest is waited for. */
    static Hello read(DataInput in) throws IOException, RefusedException {
        if (in.readInt() != MAGIC) {
            throw new RefusedException(
                    Cause.NOT_A_PEER, "The other end speaks TLS, but is not a sync node: its first bytes are others.");
        }
        int lowest = in.readUnsignedShort();
        int highest = in.readUnsignedShort();
        if (lowest > VERSION || highest < VERSION) {
            throw new RefusedException(
                    Cause.NOT_A_PEER,
                    "The other end speaks link protocol " + lowest + " to " + highest + ", this node " + VERSION
                            + ": update the older of the two.");
        }
        int abilities = in.readUnsignedShort();
        int port = in.readUnsignedShort();
        byte[] nonce = new byte[NONCE_LENGTH];
        in.readFully(nonce);
        return new Hello(abilities, port, nonce);
    }

    boolean readsZstd() {
        return (abilities & READS_ZSTD) != 0;
    }

    /** Whether {@linkplain org.multibusiness.sync.api.security.Enrolment#marks marks} follow, and trust is talked about on the link. */
    boolean hasKeyring() {
        return (abilities & HAS_KEYRING) != 0;
    }

    int port() {
        return port;
    }

    byte[] nonce() {
        return nonce;
    }
}
