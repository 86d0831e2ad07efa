package org.multibusiness.sync.transport.tcp;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.security.Admission;
import org.multibusiness.sync.api.security.Enrolment;
import org.multibusiness.sync.api.security.PeerSecurity;
import org.multibusiness.sync.api.transport.DialFailure.Cause;
import org.multibusiness.sync.api.transport.PairingLine.Talk;

/**
 * From a bare connection to a proven peer: TLS, {@link Hello}, proof, {@link Answer}. Everything read here has a fixed
 * length, and all of it has one deadline. Both ends send, then read, in every step; no step is long enough to fill a buffer.
 */
final class Handshake {
    private static final int PROOF_LENGTH = 32;
    private static final String[] PROTOCOLS = {"TLSv1.3"};
    private static final String[] CIPHERS = {
        "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"
    };

    private final Doorway doorway;
    private final Socket socket;
    /** The address that we dialled; null when the other end did. */
    private final @Nullable PeerAddress dialled;
    /** What is said to one that wants to pair; null when we dialled. */
    private final @Nullable Talk pairing;

    private String step = "the TLS handshake";

    private Handshake(Doorway doorway, Socket socket, @Nullable PeerAddress dialled, @Nullable Talk pairing) {
        this.doorway = doorway;
        this.socket = socket;
        this.dialled = dialled;
        this.pairing = pairing;
    }

    /**
     * What a handshake needs to know of this node.
     *
     * @param security who we are and who may come in
     * @param links where a welcome peer must find room
     * @param alarms for the deadline
     * @param abilities what our {@link Hello} says
     * @param port where we listen; 0 when we don't
     * @param greetings of all handshakes of this node
     */
    record Doorway(
            PeerSecurity security, Links links, Alarms alarms, int abilities, int port, OwnGreetings greetings) {}

    /** With a connection that we made. */
    static Proven dialled(Doorway doorway, Socket socket, PeerAddress address, Duration patience)
            throws RefusedException {
        return new Handshake(doorway, socket, address, null).within(patience).orElseThrow();
    }

    /** With a connection that was made to us; empty when it was made to pair, and that is over. */
    static Optional<Proven> accepted(Doorway doorway, Talk pairing, Socket socket, Duration patience)
            throws RefusedException {
        return new Handshake(doorway, socket, null, pairing).within(patience);
    }

    private Optional<Proven> within(Duration patience) throws RefusedException {
        try (Deadline deadline = new Deadline(doorway.alarms(), patience, socket)) {
            try {
                socket.setTcpNoDelay(true);
                socket.setKeepAlive(true);
                socket.setSoTimeout((int) patience.toMillis());
                return run();
            } catch (IOException e) {
                throw broken(e, deadline.passed(), patience);
            } catch (RuntimeException e) {
                // Strangers find what nobody thought of; they shall not find an open door.
                throw new RefusedException(
                        Cause.NOT_A_PEER,
                        "The other end sent what this node can't handle in " + step + " (" + Words.of(e) + ").",
                        e);
            }
        }
    }

    private Optional<Proven> run() throws IOException, RefusedException {
        SSLSocket tls = pairing == null
                ? tls(doorway.security(), socket, true)
                : tls(doorway.security(), socket, false, PairingCall.PROTOCOL);
        X509Certificate certificate = (X509Certificate) tls.getSession().getPeerCertificates()[0];
        if (pairing != null && PairingCall.PROTOCOL.equals(tls.getApplicationProtocol())) {
            step = "the pairing";
            pair(pairing, certificate, tls);
            return Optional.empty();
        }
        Enrolment enrolment = doorway.security().enrol(dialled != null, certificate);
        doorway.greetings().begin(enrolment.nonce());
        try {
            return Optional.of(introduced(tls, enrolment));
        } finally {
            doorway.greetings().end(enrolment.nonce());
        }
    }

    private static void pair(Talk pairing, X509Certificate certificate, SSLSocket tls) throws RefusedException {
        try {
            pairing.hold(certificate, tls.getInputStream(), tls.getOutputStream());
        } catch (IOException e) {
            throw new RefusedException(Cause.OTHER, "A pairing failed: " + Words.of(e), e);
        }
    }

    private Proven introduced(SSLSocket tls, Enrolment enrolment) throws IOException, RefusedException {
        DataInputStream in = new DataInputStream(tls.getInputStream());

        step = "the greeting";
        tls.getOutputStream().write(new Hello(doorway.abilities(), doorway.port(), enrolment.nonce()).encoded());
        Hello hello = Hello.read(in);
        // Now, while the other end waits for our proof: were it ourselves, its nonce is still under way.
        boolean ourselves = doorway.greetings().has(hello.nonce());

        byte[] marks = hello.hasKeyring() ? marks(tls, in, enrolment.marks(hello.nonce())) : new byte[0];

        step = "the proof of the registration key";
        tls.getOutputStream().write(enrolment.proof(hello.nonce(), marks));
        byte[] proof = new byte[PROOF_LENGTH];
        in.readFully(proof);
        Admission admission = enrolment.admit(proof);

        step = "the answer";
        Answer ours = Answer.to(admission.verdict(), hello.hasKeyring());
        settle(tls, in, ours, admission, ourselves);
        return new Proven(admission.peer(), address(hello), dialled != null, socket, tls, hello, enrolment.talk());
    }

    private byte[] marks(SSLSocket tls, DataInputStream in, byte[] ours) throws IOException {
        step = "the marks of the keyring";
        tls.getOutputStream().write(ours);
        byte[] theirs = new byte[Enrolment.MARKS];
        in.readFully(theirs);
        return theirs;
    }

    /**
     * TLS over a connection.
     *
     * @param protocols what is spoken inside besides links, which have no name
     */
    static SSLSocket tls(PeerSecurity security, Socket socket, boolean client, String... protocols) throws IOException {
        // Without a host name there is no session to look for and no name to send in the clear.
        SSLSocket tls =
                (SSLSocket) security.tlsContext().getSocketFactory().createSocket(socket, null, socket.getPort(), true);
        tls.setUseClientMode(client);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setCipherSuites(CIPHERS);
        parameters.setServerNames(List.of());
        parameters.setApplicationProtocols(protocols);
        if (!client) {
            parameters.setNeedClientAuth(true);
        }
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        return tls;
    }

    /** Both ends say what they think; a link is what both welcome. A place is taken only then. */
    private void settle(SSLSocket tls, DataInputStream in, Answer opinion, Admission admission, boolean ourselves)
            throws IOException, RefusedException {
        Answer ours = opinion;
        boolean reserved = ours == Answer.WELCOME && doorway.links().reserve();
        if (ours == Answer.WELCOME && !reserved) {
            ours = Answer.FULL;
        }
        boolean linked = false;
        try {
            tls.getOutputStream().write(ours.code());
            int theirs = heard(in, ours);
            if (ours == Answer.FULL) {
                throw new RefusedException(
                        Cause.OTHER,
                        "This node has as many links as it allows (max.links in etc/" + TcpConfig.PID + ".cfg).");
            }
            if (ours == Answer.SELF && !ourselves) {
                throw new RefusedException(
                        Cause.TWIN,
                        "Another server has the identity of this node (" + admission.peer()
                                + "): one was copied from the other. Next: on the copy, stop the service, take"
                                + " data/sync/identity away, set node.adopt-log = " + admission.peer()
                                + " in etc/org.multibusiness.sync.engine.cfg, and start it again.");
            }
            if (admission.verdict() == Admission.Verdict.REVOKED) {
                // Not by the answer: one of a former version heard another one.
                throw new RefusedException(Cause.REVOKED, admission.detail());
            }
            if (ours != Answer.WELCOME) {
                throw new RefusedException(ours.cause(), admission.detail());
            }
            if (theirs != Answer.WELCOME.code()) {
                throw Answer.of(theirs).heard();
            }
            linked = true;
        } finally {
            if (reserved && !linked) {
                doorway.links().release();
            }
        }
    }

    /** Their answer. Whom we turn away may hang up without one: why he is turned away is still our reason, not that. */
    private static int heard(DataInputStream in, Answer ours) throws IOException {
        try {
            return in.readUnsignedByte();
        } catch (IOException e) {
            if (ours == Answer.WELCOME) {
                throw e;
            }
            return ours.code();
        }
    }

    /** Where the peer can be dialled: as we did, or by what it said of itself, or by where it came from. */
    private PeerAddress address(Hello hello) {
        if (dialled != null) {
            return dialled;
        }
        InetSocketAddress from = (InetSocketAddress) socket.getRemoteSocketAddress();
        return new PeerAddress(from.getAddress().getHostAddress(), hello.port() == 0 ? from.getPort() : hello.port());
    }

    private RefusedException broken(IOException e, boolean late, Duration patience) {
        if (late || e instanceof SocketTimeoutException) {
            String opened = dialled == null ? "opened a connection" : "accepted the connection";
            return new RefusedException(
                    Cause.TIMED_OUT,
                    "The other end " + opened + " but did not get through " + step + " within " + patience.toMillis()
                            + " ms: it hangs, or is not a sync node.",
                    e);
        }
        if (e instanceof SSLException) {
            return new RefusedException(
                    Cause.NOT_A_PEER,
                    "The other end does not speak TLS 1.3 as sync nodes do, or refused our certificate, in " + step
                            + " (" + Words.of(e) + ").",
                    e);
        }
        return new RefusedException(
                Cause.NOT_A_PEER,
                "The other end closed the connection during " + step
                        + ": it is not a sync node, or one that stops or has too" + " many connections (" + Words.of(e)
                        + ").",
                e);
    }
}
