package org.multibusiness.sync.security;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the form of a peer's certificate and at nothing else: one self-signed certificate, small, with an elliptic key, in
 * TLS 1.3. Dates and names say nothing here: a branch's clock may be years off. Who it is and whether it may come in is
 * decided by the {@link EnrolmentRun} after the handshake. Extending the "extended" class keeps the JDK from adding checks of
 * its own.
 */
final class PinnedTrust extends X509ExtendedTrustManager {
    private static final int LARGEST_CERTIFICATE = 4096;
    private static final int LEAST_CURVE_BITS = 256;
    private static final int LARGEST_CURVE_BITS = 521;
    private static final String TLS = "TLSv1.3";

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        check(chain, session(socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        check(chain, session(socket));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        check(chain, engine == null ? null : engine.getHandshakeSession());
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        check(chain, engine == null ? null : engine.getHandshakeSession());
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain, null);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain, null);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    private static @Nullable SSLSession session(@Nullable Socket socket) {
        return socket instanceof SSLSocket tls ? tls.getHandshakeSession() : null;
    }

    private static void check(X509Certificate[] chain, @Nullable SSLSession session) throws CertificateException {
        if (session == null || !session.getProtocol().equals(TLS)) {
            throw new CertificateException("only " + TLS + " is spoken here");
        }
        checkForm(chain);
    }

    /** The certificate alone, without the connection it came by. */
    static void checkForm(X509Certificate[] chain) throws CertificateException {
        if (chain.length != 1) {
            throw new CertificateException("a node has one certificate, this peer sent " + chain.length);
        }
        int size = chain[0].getEncoded().length;
        if (size > LARGEST_CERTIFICATE) {
            throw new CertificateException(
                    "a node's certificate has at most " + LARGEST_CERTIFICATE + " bytes, this has " + size);
        }
        PublicKey key = chain[0].getPublicKey();
        if (!isElliptic(key)) {
            throw new CertificateException(
                    "a node's key is an EC key of 256 bits or more, or Ed25519; this is " + key.getAlgorithm());
        }
        try {
            chain[0].verify(key);
        } catch (GeneralSecurityException e) {
            throw new CertificateException("a node's certificate is signed by itself, this is not", e);
        }
    }

    private static boolean isElliptic(PublicKey key) {
        if (key instanceof ECPublicKey ec) {
            int bits = ec.getParams().getOrder().bitLength();
            return bits >= LEAST_CURVE_BITS && bits <= LARGEST_CURVE_BITS;
        }
        return key instanceof EdECPublicKey;
    }
}
