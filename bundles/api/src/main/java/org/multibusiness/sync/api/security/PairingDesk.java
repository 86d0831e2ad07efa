package org.multibusiness.sync.api.security;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.cert.X509Certificate;
import java.time.Duration;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Brings the registration key to a new server by a short code that a person carries. Thread-safe. Failures are
 * {@link IOException}s whose message is for the operator, and leave the keys of both servers as they were.
 */
@ProviderType
public interface PairingDesk {
    /** Shows a new code; the one before it counts no more. Doesn't block. */
    Code open() throws IOException;

    /**
     * Fetches the key from the server that shows the code, and puts it in force here. Blocks, for 30 s at most.
     *
     * @param code as it was shown; dashes and spaces don't matter
     * @param replace whether this server may leave the group that it has met others of
     * @return what happened, to show
     */
    String join(PeerAddress server, String code, boolean replace) throws IOException;

    /**
     * The conversation with a server that called to pair. Blocks; the transport ends it by closing the connection. Reads some
     * kilobytes at most.
     *
     * @param peer the caller's certificate in the TLS session
     * @param from where it called from, for the record
     */
    void answer(X509Certificate peer, String from, InputStream in, OutputStream out) throws IOException;

    /**
     * A code.
     *
     * @param text what a person carries
     * @param valid for how long it counts
     * @param tries how many wrong ones end it
     */
    record Code(String text, Duration valid, int tries) {}
}
