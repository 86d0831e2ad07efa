package org.multibusiness.sync.security;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.security.Admission;
import org.multibusiness.sync.api.security.Admission.Verdict;
import org.multibusiness.sync.api.security.Enrolment;
import org.multibusiness.sync.api.security.NodeIdentity;

/**
 * One proof. What is signed names the role of the sender (so a proof can't be sent back to its author), both nonces (nor
 * replayed), and both ends by id and fingerprint (nor relayed through another certificate). Every part is preceded by its
 * length, so no two different sets of parts give the same bytes.
 */
final class EnrolmentRun implements Enrolment {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE_LENGTH = 32;
    private static final String LABEL = "org.multibusiness.sync enrolment 1";
    private static final String DIALLER = "dialler";
    private static final String ACCEPTOR = "acceptor";

    private final Hmac key;
    private final Pins pins;
    private final boolean dialled;
    private final NodeIdentity self;
    private final NodeIdentity peer;
    private final byte[] nonce = new byte[NONCE_LENGTH];
    private byte @Nullable [] expected;

    EnrolmentRun(Hmac key, Pins pins, boolean dialled, NodeIdentity self, NodeIdentity peer) {
        this.key = key;
        this.pins = pins;
        this.dialled = dialled;
        this.self = self;
        this.peer = peer;
        RANDOM.nextBytes(nonce);
    }

    @Override
    public byte[] nonce() {
        return nonce.clone();
    }

    @Override
    public byte[] proof(byte[] peerNonce) {
        if (peerNonce.length != NONCE_LENGTH) {
            throw new IllegalArgumentException("a nonce has " + NONCE_LENGTH + " bytes, not " + peerNonce.length);
        }
        expected = code(!dialled, peerNonce);
        return code(dialled, peerNonce);
    }

    @Override
    public Admission admit(byte[] peerProof) {
        byte[] wanted = expected;
        if (wanted == null) {
            throw new IllegalStateException("admit comes once, after proof");
        }
        expected = null;
        if (peer.fingerprint().equals(self.fingerprint())) {
            return new Admission(
                    Verdict.SELF,
                    peer.id(),
                    "The other end is this very node, or a clone of it with the same identity.");
        }
        if (!MessageDigest.isEqual(wanted, peerProof)) {
            return new Admission(
                    Verdict.WRONG_KEY,
                    peer.id(),
                    "The other end (node " + peer.id()
                            + ") has another registration key. Give both servers the same one: copy etc/sync.key, or set SYNC_REGISTRATION_KEY"
                            + " to the same value. If they have the same, somebody sits between the two.");
        }
        if (!pins.accept(peer)) {
            return new Admission(
                    Verdict.PIN_MISMATCH,
                    peer.id(),
                    "Node " + peer.id()
                            + " is known here with another public key, and is not admitted with this one. If its identity was replaced"
                            + " on purpose, remove its line from data/sync/identity/pins and restart this service; if not, somebody"
                            + " plays this node.");
        }
        return new Admission(Verdict.ADMITTED, peer.id(), "");
    }

    private byte[] code(boolean byDialler, byte[] peerNonce) {
        NodeIdentity dialler = dialled ? self : peer;
        NodeIdentity acceptor = dialled ? peer : self;
        return key.of(
                framed(LABEL.getBytes(US_ASCII)),
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
