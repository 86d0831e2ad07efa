package org.multibusiness.sync.api.security;

import org.osgi.annotation.versioning.ProviderType;

/**
 * One run of the proof that both ends know the registration key and own the certificates of this very handshake. Order: send
 * {@link #nonce()}, receive the peer's, send {@link #proof}, receive the peer's, ask {@link #admit}. Used by one thread.
 */
@ProviderType
public interface Enrolment {
    /** Our nonce: 32 fresh random bytes, the same at every call. */
    byte[] nonce();

    /** Our proof: 32 bytes, HMAC over label, role, both nonces, both ids and both fingerprints. */
    byte[] proof(byte[] peerNonce);

    /**
     * Checks the peer's proof and pin, and stores the pin of a first contact. To be called after {@link #proof}, once.
     *
     * @param peerProof 32 bytes from the peer
     */
    Admission admit(byte[] peerProof);
}
