package org.multibusiness.sync.security;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.security.Admission;
import org.multibusiness.sync.api.security.Admission.Verdict;
import org.multibusiness.sync.api.security.Enrolment;
import org.multibusiness.sync.api.security.NodeIdentity;
import org.multibusiness.sync.api.security.TrustTalk;

/**
 * One proof. What is signed names the role of the sender (so a proof can't be sent back to its author), both nonces (nor
 * replayed), and both ends by id and fingerprint (nor relayed through another certificate).
 *
 * <p>The marks say which key both have, so that one proof each is enough also in the days of a rotation; a peer of a former version
 * shows none, and can't have been told of a rotation: it gets a proof by the oldest key that is still accepted.
 */
final class EnrolmentRun implements Enrolment {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE_LENGTH = 32;
    private static final String LABEL = "org.multibusiness.sync enrolment 1";

    private final TrustBook book;
    private final Keyring ring;
    private final boolean dialled;
    private final NodeIdentity self;
    private final NodeIdentity peer;
    private final byte[] nonce = new byte[NONCE_LENGTH];
    private @Nullable Proving proving;

    /** What came of the peer's marks. */
    private record Proving(List<byte[]> expected, boolean peerIsBehind, Optional<Marks.Missed> missed) {}

    EnrolmentRun(TrustBook book, boolean dialled, NodeIdentity self, NodeIdentity peer) {
        this.book = book;
        this.ring = book.keys().ring();
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
    public byte[] marks(byte[] peerNonce) {
        return new Marks(ring, transcript(peerNonce)).ours();
    }

    @Override
    public byte[] proof(byte[] peerNonce, byte[] peerMarks) {
        if (peerMarks.length != 0 && peerMarks.length != MARKS) {
            throw new IllegalArgumentException("marks have " + MARKS + " bytes, not " + peerMarks.length);
        }
        Transcript run = transcript(peerNonce);
        Marks marks = new Marks(ring, run);
        Optional<RingKey> common = marks.common(peerMarks);
        List<RingKey> usable = ring.usable();
        proving = new Proving(
                usable.stream()
                        .map(key -> run.theirs(key.derived().enrolment(), LABEL))
                        .toList(),
                common.isEmpty() && marks.showFormer(peerMarks),
                common.isEmpty() ? marks.missed(peerMarks) : Optional.empty());
        RingKey fallback = peerMarks.length == 0 ? usable.get(usable.size() - 1) : ring.active();
        return run.ours(common.orElse(fallback).derived().enrolment(), LABEL);
    }

    private Transcript transcript(byte[] peerNonce) {
        if (peerNonce.length != NONCE_LENGTH) {
            throw new IllegalArgumentException("a nonce has " + NONCE_LENGTH + " bytes, not " + peerNonce.length);
        }
        return new Transcript(dialled, self, peer, nonce, peerNonce);
    }

    @Override
    public Admission admit(byte[] peerProof) {
        Proving wanted = proving;
        if (wanted == null) {
            throw new IllegalStateException("admit comes once, after proof");
        }
        proving = null;
        if (peer.fingerprint().equals(self.fingerprint())) {
            return refused(Verdict.SELF, "The other end is this very node, or a clone of it with the same identity.");
        }
        Optional<RevocationRecord> revoked = book.expelled().of(peer.fingerprint());
        if (revoked.isPresent()) {
            return refused(Verdict.REVOKED, RefusalWords.revoked(peer.id(), revoked.get()));
        }
        if (!isProof(wanted, peerProof)) {
            return refused(Verdict.WRONG_KEY, wrongKey(wanted));
        }
        if (!book.pins().accept(peer)) {
            return refused(Verdict.PIN_MISMATCH, RefusalWords.otherPin(peer.id()));
        }
        return refused(Verdict.ADMITTED, "");
    }

    private Admission refused(Verdict verdict, String detail) {
        return new Admission(verdict, peer.id(), detail);
    }

    /** All are compared, whichever fits: how long it takes tells nothing. */
    private static boolean isProof(Proving wanted, byte[] peerProof) {
        boolean found = false;
        for (byte[] code : wanted.expected()) {
            found |= MessageDigest.isEqual(code, peerProof);
        }
        return found;
    }

    private String wrongKey(Proving wanted) {
        if (wanted.peerIsBehind()) {
            return RefusalWords.peerMissedRotation(peer.id(), ring.active());
        }
        return wanted.missed()
                .map(missed -> RefusalWords.missedRotation(peer.id(), missed, ring.active()))
                .orElseGet(() -> RefusalWords.otherKey(peer.id()));
    }

    @Override
    public TrustTalk talk() {
        return book.talk(peer);
    }
}
