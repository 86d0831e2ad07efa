package org.multibusiness.sync.api.security;

import org.osgi.annotation.versioning.ProviderType;

/**
 * One run of the proof that both ends know the registration key and own the certificates of this very handshake. Order: send
 * {@link #nonce()}, receive the peer's, send {@link #marks}, receive the peer's, send {@link #proof}, receive the peer's, ask {@link
 * #admit}. A peer of a former version has no marks. Used by one thread.
 */
@ProviderType
public interface Enrolment {
    /** Our nonce: 32 fresh random bytes, the same at every call. */
    byte[] nonce();

    /** The length of {@link #marks}. */
    int MARKS = 320;

    /**
     * Which keys we have, for the eyes of those who have them, too: random bytes to everybody else, others in every run.
     *
     * @param peerNonce 32 bytes from the peer
     */
    byte[] marks(byte[] peerNonce);

    /**
     * Our proof: 32 bytes, HMAC over label, role, both nonces, both ids and both fingerprints, under the best key that both have.
     *
     * @param peerNonce 32 bytes from the peer
     * @param peerMarks {@link #MARKS} bytes from the peer; none from one of a former version
     */
    byte[] proof(byte[] peerNonce, byte[] peerMarks);

    /**
     * Checks the peer's proof and pin, and stores the pin of a first contact. To be called after {@link #proof}, once.
     *
     * @param peerProof 32 bytes from the peer
     */
    Admission admit(byte[] peerProof);

    /** For the link that comes of an admission. */
    TrustTalk talk();
}
