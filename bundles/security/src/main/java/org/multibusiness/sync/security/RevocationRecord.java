package org.multibusiness.sync.security;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.security.NodeIdentity;
import org.multibusiness.sync.api.security.Revocation;

/**
 * A node is expelled, signed by the node where that was decided. It carries what is needed to check it, since who reads it may never
 * have met the signer. Immutable.
 */
final class RevocationRecord {
    static final int LONGEST_KEY = 512;
    static final int LONGEST_SIGNATURE = 256;

    private static final String ALGORITHM = "SHA256withECDSA";
    private static final byte[] LABEL = "org.multibusiness.sync revocation 1".getBytes(US_ASCII);
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");
    private static final int ID_DIGITS = 16;

    private final String fingerprint;
    private final long at;
    private final byte[] signerKey;
    private final byte[] signature;
    private final NodeIdentity signer;

    private RevocationRecord(String fingerprint, long at, byte[] signerKey, byte[] signature, NodeIdentity signer) {
        this.fingerprint = fingerprint;
        this.at = at;
        this.signerKey = signerKey;
        this.signature = signature;
        this.signer = signer;
    }

    /** Expels the node with this public key. */
    static RevocationRecord sign(NodeKeys by, String fingerprint, Instant now) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(ALGORITHM);
        signature.initSign(by.privateKey());
        signature.update(content(fingerprint, now.toEpochMilli(), by.identity()));
        return new RevocationRecord(
                fingerprint,
                now.toEpochMilli(),
                by.certificate().getPublicKey().getEncoded(),
                signature.sign(),
                by.identity());
    }

    /**
     * Checks what came from a file or from another node.
     *
     * @throws GeneralSecurityException when it is not whole, or not signed by the key that it names
     */
    static RevocationRecord verified(String fingerprint, long at, byte[] signerKey, byte[] signature)
            throws GeneralSecurityException {
        if (!FINGERPRINT.matcher(fingerprint).matches() || at < 0) {
            throw new GeneralSecurityException("it names no node, or no time");
        }
        PublicKey key = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(signerKey));
        NodeIdentity signer = Fingerprint.of(key);
        Signature check = Signature.getInstance(ALGORITHM);
        check.initVerify(key);
        check.update(content(fingerprint, at, signer));
        if (!check.verify(signature)) {
            throw new GeneralSecurityException("its signature is wrong");
        }
        if (signer.fingerprint().equals(fingerprint)) {
            throw new GeneralSecurityException("a node can't expel itself");
        }
        return new RevocationRecord(fingerprint, at, signerKey.clone(), signature.clone(), signer);
    }

    /** The public key of who is expelled. */
    String fingerprint() {
        return fingerprint;
    }

    long at() {
        return at;
    }

    byte[] signerKey() {
        return signerKey.clone();
    }

    byte[] signature() {
        return signature.clone();
    }

    /** Who expelled it. */
    NodeIdentity signer() {
        return signer;
    }

    Revocation view() {
        return new Revocation(
                new NodeId(fingerprint.substring(0, ID_DIGITS)), fingerprint, signer.id(), Instant.ofEpochMilli(at));
    }

    /** Every part after its length, so that no two records have the same bytes. */
    private static byte[] content(String fingerprint, long at, NodeIdentity signer) {
        byte[] node = HexFormat.of().parseHex(fingerprint);
        byte[] by = HexFormat.of().parseHex(signer.fingerprint());
        return ByteBuffer.allocate(3 * Integer.BYTES + LABEL.length + node.length + by.length + Long.BYTES)
                .putInt(LABEL.length)
                .put(LABEL)
                .putInt(node.length)
                .put(node)
                .putInt(by.length)
                .put(by)
                .putLong(at)
                .array();
    }
}
