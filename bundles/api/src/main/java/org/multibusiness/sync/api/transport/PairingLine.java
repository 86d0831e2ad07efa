package org.multibusiness.sync.api.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.cert.X509Certificate;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.osgi.annotation.versioning.ConsumerType;

/** Calls a server to pair with it: TLS as for links, but nobody is admitted. Thread-safe. */
@ConsumerType
public interface PairingLine {
    /**
     * Calls, lets the two talk, and hangs up. Blocks, for 30 s at most.
     *
     * @throws IOException when there is no connection, or the conversation failed; the message is for the operator
     */
    void call(PeerAddress server, Talk talk) throws IOException;

    /** What is said over the line. */
    @FunctionalInterface
    interface Talk {
        /**
         * Talks. The streams are closed by the line.
         *
         * @param peer the other end's certificate in the TLS session
         */
        void hold(X509Certificate peer, InputStream in, OutputStream out) throws IOException;
    }
}
