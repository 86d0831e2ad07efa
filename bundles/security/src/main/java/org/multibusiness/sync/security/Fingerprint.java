package org.multibusiness.sync.security;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.HexFormat;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.security.NodeIdentity;

/** What a public key is called: SHA-256 of its SubjectPublicKeyInfo, and the node id at its head. */
final class Fingerprint {
    private static final int ID_DIGITS = 16;

    private Fingerprint() {}

    /** Who owns this key. */
    static NodeIdentity of(PublicKey key) {
        String fingerprint = HexFormat.of().formatHex(sha256(key.getEncoded()));
        return new NodeIdentity(new NodeId(fingerprint.substring(0, ID_DIGITS)), fingerprint);
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256, this one lacks it", e);
        }
    }
}
