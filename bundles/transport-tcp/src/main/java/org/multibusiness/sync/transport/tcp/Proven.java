package org.multibusiness.sync.transport.tcp;

import java.net.Socket;
import javax.net.ssl.SSLSocket;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.security.TrustTalk;

/**
 * A connection whose other end is known and welcome, on both sides.
 *
 * @param peer who it is
 * @param address where it can be dialled, as far as known
 * @param outgoing whether we dialled
 * @param socket the bare connection
 * @param tls what to read and write
 * @param hello what the peer said of itself
 * @param talk what the security of both ends tell each other
 */
record Proven(
        NodeId peer,
        PeerAddress address,
        boolean outgoing,
        Socket socket,
        SSLSocket tls,
        Hello hello,
        TrustTalk talk) {}
