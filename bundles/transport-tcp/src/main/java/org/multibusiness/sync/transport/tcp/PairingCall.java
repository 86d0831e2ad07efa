package org.multibusiness.sync.transport.tcp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.security.PeerSecurity;
import org.multibusiness.sync.api.transport.PairingLine.Talk;

/** A connection for a pairing: the TLS of links, told apart by its application protocol (ALPN, RFC 7301). */
final class PairingCall {
    /** What both ends must have agreed on in TLS. */
    static final String PROTOCOL = "mbs-pair/1";

    private static final Duration PATIENCE = Duration.ofSeconds(25);

    private PairingCall() {}

    static void hold(PeerSecurity security, Alarms alarms, PeerAddress server, Duration connect, Talk talk)
            throws IOException {
        InetSocketAddress where = new InetSocketAddress(server.host(), server.port());
        if (where.isUnresolved()) {
            throw new IOException("The name '" + server.host() + "' is not known here. Is it spelled right?");
        }
        try (Socket socket = new Socket(Proxy.NO_PROXY);
                Deadline deadline = new Deadline(alarms, PATIENCE, socket)) {
            connect(socket, where, connect);
            try {
                socket.setSoTimeout((int) PATIENCE.toMillis());
                SSLSocket tls = Handshake.tls(security, socket, true, PROTOCOL);
                X509Certificate peer = (X509Certificate) tls.getSession().getPeerCertificates()[0];
                if (!PROTOCOL.equals(tls.getApplicationProtocol())) {
                    throw new IOException(server + " can't pair: its service is of an older version.");
                }
                talk.hold(peer, tls.getInputStream(), tls.getOutputStream());
            } catch (java.io.EOFException e) {
                throw new IOException(
                        server
                                + " hung up: the code is wrong, or it was tried too often. Next: sync:pair over there shows a new"
                                + " one",
                        e);
            } catch (SSLException e) {
                throw new IOException(server + " does not speak TLS 1.3 as sync nodes do (" + Words.of(e) + ").", e);
            }
            if (deadline.passed()) {
                throw new IOException(server + " did not get through the pairing in time.");
            }
        }
    }

    private static void connect(Socket socket, InetSocketAddress where, Duration patience) throws IOException {
        try {
            socket.connect(where, (int) patience.toMillis());
        } catch (IOException e) {
            throw new IOException(
                    ConnectFailure.of(where, patience, e).failure().detail(), e);
        }
    }
}
