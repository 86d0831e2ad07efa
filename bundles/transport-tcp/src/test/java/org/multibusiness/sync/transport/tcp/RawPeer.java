package org.multibusiness.sync.transport.tcp;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLSocket;
import org.multibusiness.sync.api.security.Enrolment;
import org.multibusiness.sync.api.security.PeerSecurity;

/** Speaks as much of the protocol as a test wants, and then something else. */
final class RawPeer implements AutoCloseable {
    static final int PROOF_LENGTH = 32;

    private final PeerSecurity security;
    private final Socket socket;
    private final SSLSocket tls;
    private final DataInputStream in;
    private final OutputStream out;
    private byte[] sentHello = {};
    private byte[] sentProof = {};

    private RawPeer(PeerSecurity security, Socket socket, boolean dialled) throws IOException {
        this.security = security;
        this.socket = socket;
        this.tls =
                (SSLSocket) security.tlsContext().getSocketFactory().createSocket(socket, null, socket.getPort(), true);
        tls.setUseClientMode(dialled);
        tls.setEnabledProtocols(new String[] {"TLSv1.3"});
        if (!dialled) {
            tls.setNeedClientAuth(true);
        }
        tls.setSoTimeout(20_000);
        tls.startHandshake();
        this.in = new DataInputStream(tls.getInputStream());
        this.out = tls.getOutputStream();
    }

    static RawPeer connect(PeerSecurity security, int port) throws IOException {
        return new RawPeer(security, new Socket(InetAddress.getLoopbackAddress(), port), true);
    }

    static RawPeer accept(PeerSecurity security, Socket socket) throws IOException {
        return new RawPeer(security, socket, false);
    }

    /** A peer that was admitted, as far as the other end can know. */
    static RawPeer admitted(PeerSecurity security, int port) throws IOException {
        RawPeer peer = connect(security, port);
        Enrolment enrolment =
                security.enrol(true, (X509Certificate) peer.tls.getSession().getPeerCertificates()[0]);
        peer.sentHello = new Hello(Hello.READS_ZSTD, 0, enrolment.nonce()).encoded();
        peer.write(peer.sentHello);
        byte[] hello = peer.read(Hello.LENGTH);
        peer.sentProof = enrolment.proof(
                Arrays.copyOfRange(hello, Hello.LENGTH - Hello.NONCE_LENGTH, Hello.LENGTH), new byte[0]);
        peer.write(peer.sentProof);
        enrolment.admit(peer.read(PROOF_LENGTH));
        peer.write(new byte[] {(byte) Answer.WELCOME.code()});
        if (peer.read(1)[0] != Answer.WELCOME.code()) {
            throw new IOException("not admitted");
        }
        return peer;
    }

    /** What was sent to be admitted. */
    byte[] sentHello() {
        return sentHello;
    }

    /** What was sent to be admitted. */
    byte[] sentProof() {
        return sentProof;
    }

    void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    void frameHeader(int length, int kind, int size) throws IOException {
        write(ByteBuffer.allocate(Frame.HEADER_LENGTH)
                .putInt(length)
                .put((byte) kind)
                .putInt(size)
                .array());
    }

    byte[] read(int length) throws IOException {
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }

    /** The frame's words, when it is a goodbye. */
    String readGoodbye() throws IOException {
        ByteBuffer header = ByteBuffer.wrap(read(Frame.HEADER_LENGTH));
        int length = header.getInt();
        if (header.get() != Frame.Kind.GOODBYE.code()) {
            throw new IOException("not a goodbye");
        }
        return Frame.goodbye(read(length)).words();
    }

    PeerSecurity security() {
        return security;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
