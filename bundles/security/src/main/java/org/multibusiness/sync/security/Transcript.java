package org.multibusiness.sync.security;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import org.multibusiness.sync.api.security.NodeIdentity;

/**
 * Who meets whom, with which nonces: what every code of a run is bound to. Every part is preceded by its length, so no two different
 * sets of parts give the same bytes.
 */
final class Transcript {
    private static final String DIALLER = "dialler";
    private static final String ACCEPTOR = "acceptor";

    private final boolean dialled;
    private final NodeIdentity self;
    private final NodeIdentity peer;
    private final byte[] nonce;
    private final byte[] peerNonce;

    Transcript(boolean dialled, NodeIdentity self, NodeIdentity peer, byte[] nonce, byte[] peerNonce) {
        this.dialled = dialled;
        this.self = self;
        this.peer = peer;
        this.nonce = nonce.clone();
        this.peerNonce = peerNonce.clone();
    }

    boolean isDialled() {
        return dialled;
    }

    /** A code that we send. */
    byte[] ours(Hmac key, String label) {
        return code(key, label, dialled);
    }

    /** The code that the other end would send. */
    byte[] theirs(Hmac key, String label) {
        return code(key, label, !dialled);
    }

    private byte[] code(Hmac key, String label, boolean byDialler) {
        NodeIdentity dialler = dialled ? self : peer;
        NodeIdentity acceptor = dialled ? peer : self;
        return key.of(
                framed(label.getBytes(US_ASCII)),
                framed((byDialler ? DIALLER : ACCEPTOR).getBytes(US_ASCII)),
                framed(dialled ? nonce : peerNonce),
                framed(dialled ? peerNonce : nonce),
                framed(dialler.id().value().getBytes(US_ASCII)),
                framed(acceptor.id().value().getBytes(US_ASCII)),
                framed(dialler.fingerprint().getBytes(US_ASCII)),
                framed(acceptor.fingerprint().getBytes(US_ASCII)));
    }

    private static byte[] framed(byte[] part) {
        return ByteBuffer.allocate(Integer.BYTES + part.length)
                .putInt(part.length)
                .put(part)
                .array();
    }
}
