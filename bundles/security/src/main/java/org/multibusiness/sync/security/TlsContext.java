package org.multibusiness.sync.security;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Makes the one TLS context that all links share. */
final class TlsContext {
    /**
     * No ticket lives longer than 7 days (RFC 8446, 4.6.1), and JSSE neither sends nor keeps one when sessions are to live
     * longer: so every connection is a full handshake that shows the certificate and proves its key.
     */
    private static final int NO_TICKETS_SECONDS = (int) TimeUnit.DAYS.toSeconds(8);

    private TlsContext() {}

    static SSLContext of(NodeKeys keys) throws GeneralSecurityException {
        // The key store lives in memory only: what the password would protect is beside it.
        char[] password = {};
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (java.io.IOException e) {
            throw new IllegalStateException("an empty key store reads nothing", e);
        }
        store.setKeyEntry("node", keys.privateKey(), password, new Certificate[] {keys.certificate()});
        KeyManagerFactory managers = KeyManagerFactory.getInstance("SunX509");
        managers.init(store, password);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(managers.getKeyManagers(), new TrustManager[] {new PinnedTrust()}, new SecureRandom());
        context.getServerSessionContext().setSessionTimeout(NO_TICKETS_SECONDS);
        context.getClientSessionContext().setSessionTimeout(NO_TICKETS_SECONDS);
        return context;
    }
}
