package org.multibusiness.sync.security;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;

/**
 * Wraps a P-256 key into an X.509 certificate (RFC 5280), because TLS wants one; nobody reads more of it than the key.
 * Written out by hand: Java has no public API for it, and Bouncy Castle is one of the libraries that Karaf's own bundles hang
 * on, so that importing it would tie our updates to theirs.
 */
final class SelfSignedCertificate {
    private static final String ECDSA_WITH_SHA256 = "2A8648CE3D040302";
    private static final String COMMON_NAME = "550403";
    private static final BigInteger VERSION_3 = BigInteger.TWO;
    private static final int SERIAL_BITS = 120;

    private SelfSignedCertificate() {}

    /**
     * Makes and checks one.
     *
     * @param keys a P-256 pair
     */
    static X509Certificate issue(KeyPair keys, String name, Instant from, Instant until)
            throws GeneralSecurityException {
        byte[] algorithm = Der.sequence(Der.objectIdentifier(ECDSA_WITH_SHA256));
        byte[] subject = Der.sequence(Der.set(Der.sequence(Der.objectIdentifier(COMMON_NAME), Der.text(name))));
        byte[] content = Der.sequence(
                Der.tagged(0, Der.integer(VERSION_3)),
                Der.integer(new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(SERIAL_BITS)),
                algorithm,
                subject,
                Der.sequence(Der.time(from), Der.time(until)),
                subject,
                keys.getPublic().getEncoded());
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(content);
        X509Certificate certificate = read(Der.sequence(content, algorithm, Der.bitString(signature.sign())));
        certificate.verify(keys.getPublic());
        return certificate;
    }

    /** Reads one from its DER form. */
    static X509Certificate read(byte[] der) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }
}
