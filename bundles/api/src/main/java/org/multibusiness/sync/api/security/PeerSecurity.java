package org.multibusiness.sync.api.security;

import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import org.osgi.annotation.versioning.ProviderType;

/** Who we are and who may come in. Thread-safe; methods don't block for long (a small file may be read or written). */
@ProviderType
public interface PeerSecurity {
    /** Our identity: made on the first start, the same ever after. */
    NodeIdentity identity();

    /**
     * The TLS context for links: TLS 1.3, our certificate, the peer's certificate demanded on both sides and accepted by form
     * only. Who it is decides the {@link #enrol enrolment} that must follow every handshake.
     */
    SSLContext tlsContext();

    /**
     * Starts the proof that must follow a TLS handshake, before any other byte is read from the peer.
     *
     * @param dialled whether our side dialled
     * @param peer the peer's certificate from the handshake
     */
    Enrolment enrol(boolean dialled, X509Certificate peer);

    /** The registration key as presence messages show it: explains a mismatch, admits nobody. */
    String registrationKeyHash();

    /** Seals presence messages. */
    PresenceSeal presenceSeal();
}
