package org.multibusiness.sync.security;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class TlsContextTest {
    private static final int PRE_SHARED_KEY = 41;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void twoNodesShakeHandsInTls13AndSeeEachOthersCertificate() throws Exception {
        NodeKeys server = keys("server");
        NodeKeys client = keys("client");

        Handshake seen = shakeHands(TlsContext.of(server), TlsContext.of(client), "TLSv1.3");

        assertEquals("TLSv1.3", seen.client().getProtocol());
        assertEquals(server.certificate(), seen.client().getPeerCertificates()[0]);
        assertEquals(client.certificate(), seen.server().getPeerCertificates()[0]);
    }

    @Test
    public void anExpiredCertificateIsAsGoodAsAny() throws Exception {
        NodeKeys expired = NodeKeys.fresh(Instant.EPOCH, Instant.parse("2001-01-01T00:00:00Z"));

        Handshake seen = shakeHands(TlsContext.of(expired), TlsContext.of(expired), "TLSv1.3");

        assertEquals(expired.certificate(), seen.client().getPeerCertificates()[0]);
    }

    @Test
    public void olderTlsIsRefused() throws Exception {
        SSLContext server = TlsContext.of(keys("server"));
        SSLContext client = TlsContext.of(keys("client"));

        assertThrows(SSLException.class, () -> shakeHands(server, client, "TLSv1.2"));
    }

    @Test
    public void noTicketIsKeptSoEveryHandshakeShowsTheCertificateAgain() throws Exception {
        assertFalse(secondHelloOffersTheFirstSession(TlsContext.of(keys("server")), TlsContext.of(keys("client"))));
    }

    @Test
    public void aServerOfOursGivesNoTicketEvenToThoseWhoWouldTakeIt() throws Exception {
        SSLContext eager = TlsContext.of(keys("client"));
        eager.getClientSessionContext().setSessionTimeout(3600);

        assertFalse(secondHelloOffersTheFirstSession(TlsContext.of(keys("server")), eager));
    }

    /** Without this the two tests above would show nothing. */
    @Test
    public void whereTicketsAreAllowedTheyAreSeen() throws Exception {
        SSLContext generous = TlsContext.of(keys("server"));
        generous.getServerSessionContext().setSessionTimeout(3600);
        SSLContext eager = TlsContext.of(keys("client"));
        eager.getClientSessionContext().setSessionTimeout(3600);

        assertTrue(secondHelloOffersTheFirstSession(generous, eager));
    }

    @Test
    public void certificatesOfAnotherFormAreRefused() throws Exception {
        X509Certificate good = keys("good").certificate();
        PinnedTrust.checkForm(new X509Certificate[] {good});

        assertThrows(CertificateException.class, () -> PinnedTrust.checkForm(new X509Certificate[0]));
        assertThrows(CertificateException.class, () -> PinnedTrust.checkForm(new X509Certificate[] {good, good}));
        X509Certificate forged = damaged(good);
        assertThrows(CertificateException.class, () -> PinnedTrust.checkForm(new X509Certificate[] {forged}));
        assertThrows(
                CertificateException.class,
                () -> new PinnedTrust().checkClientTrusted(new X509Certificate[] {good}, "EC"));
    }

    private static X509Certificate damaged(X509Certificate certificate) throws Exception {
        byte[] der = certificate.getEncoded();
        String hex = HexFormat.of().formatHex(der);
        // Another serial number, the same signature.
        int serial = hex.indexOf("0210") + 6;
        char digit = hex.charAt(serial) == '0' ? '1' : '0';
        return SelfSignedCertificate.read(
                HexFormat.of().parseHex(hex.substring(0, serial) + digit + hex.substring(serial + 1)));
    }

    private NodeKeys keys(String name) throws SecuritySetupException {
        Path directory = folder.getRoot().toPath().resolve(name);
        return NodeKeys.loadOrCreate(directory);
    }

    private record Handshake(SSLSession server, SSLSession client, int port) {}

    private static Handshake shakeHands(SSLContext server, SSLContext client, String protocol) throws Exception {
        try (SSLServerSocket listening = (SSLServerSocket)
                server.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            listening.setNeedClientAuth(true);
            CompletableFuture<SSLSession> accepted = CompletableFuture.supplyAsync(() -> accept(listening));
            try (SSLSocket socket = (SSLSocket) client.getSocketFactory()
                    .createSocket(InetAddress.getLoopbackAddress(), listening.getLocalPort())) {
                socket.setSoTimeout(10_000);
                socket.setEnabledProtocols(new String[] {protocol});
                socket.startHandshake();
                socket.getOutputStream().write(1);
                if (socket.getInputStream().read() != 1) {
                    throw new SSLException("closed by the server");
                }
                socket.shutdownOutput();
                return new Handshake(accepted.join(), socket.getSession(), listening.getLocalPort());
            }
        }
    }

    private static SSLSession accept(SSLServerSocket listening) {
        try (SSLSocket socket = (SSLSocket) listening.accept()) {
            socket.setSoTimeout(10_000);
            socket.startHandshake();
            socket.getOutputStream().write(socket.getInputStream().read());
            // Closing first would wait for the other end.
            assertEquals(-1, socket.getInputStream().read());
            return socket.getSession();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean secondHelloOffersTheFirstSession(SSLContext server, SSLContext client) throws Exception {
        int port = shakeHands(server, client, "TLSv1.3").port();
        InetAddress host = InetAddress.getLoopbackAddress();
        try (ServerSocket listening = new ServerSocket(port, 1, host);
                SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket(host, port)) {
            Future<?> unanswered = ForkJoinPool.commonPool().submit(() -> {
                socket.startHandshake();
                return socket;
            });
            try (Socket accepted = listening.accept()) {
                assertFalse(unanswered.isDone());
                return offersSession(new DataInputStream(accepted.getInputStream()));
            }
        }
    }

    /** Whether this ClientHello (RFC 8446, 4.1.2) has the extension pre_shared_key. */
    private static boolean offersSession(DataInputStream in) throws IOException {
        in.skipNBytes(5 + 4 + 2 + 32);
        in.skipNBytes(in.readUnsignedByte());
        in.skipNBytes(in.readUnsignedShort());
        in.skipNBytes(in.readUnsignedByte());
        int left = in.readUnsignedShort();
        boolean offers = false;
        while (left > 0) {
            offers |= in.readUnsignedShort() == PRE_SHARED_KEY;
            int length = in.readUnsignedShort();
            in.skipNBytes(length);
            left -= 4 + length;
        }
        return offers;
    }
}
