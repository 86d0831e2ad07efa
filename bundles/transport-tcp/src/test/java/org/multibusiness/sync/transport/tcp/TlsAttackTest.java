package org.multibusiness.sync.transport.tcp;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.transport.DialFailure.Cause;

/** Attacks on the enciphered connection itself, from whoever dials us and from whomever we dial. */
public class TlsAttackTest {
    private static final int HANDSHAKE = 22;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Fortress fortress;
    private Node friend;

    @Before
    public void openNodes() throws Exception {
        fortress = Fortress.open(folder.newFolder("fortress").toPath(), Node.settings());
        friend = Node.open(folder.newFolder("friend").toPath());
    }

    @After
    public void closeNodes() {
        fortress.close();
        friend.close();
    }

    @Test
    public void downgradeToTls12ByTheDialler() throws Exception {
        try (Socket socket = connect();
                SSLSocket tls = client(friend.security().tlsContext(), socket, "TLSv1.2")) {
            assertThrows(IOException.class, tls::startHandshake);
        }
        assertTurnedAway();
    }

    @Test
    public void downgradeToTls12ByTheAcceptor() throws Exception {
        byte[] heard = dialThe(listening -> {
            try (Socket socket = listening.accept();
                    SSLSocket tls = server(friend.security().tlsContext(), socket)) {
                assertThrows(IOException.class, tls::startHandshake);
                return new byte[0];
            }
        });

        assertArrayEquals(new byte[0], heard);
        fortress.assertUntouched();
    }

    @Test
    public void downgradeToPlaintextByTheDialler() throws Exception {
        byte[] garbage = new byte[100_000];
        new Random(3).nextBytes(garbage);
        assertThat("an alert at most", answerTo(new Hello(0, 0, new byte[32]).encoded()), lessThan(100L));
        assertThat(
                "an alert at most",
                answerTo("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
                lessThan(100L));
        assertThat("an alert at most", answerTo(garbage), lessThan(100L));

        fortress.awaitCounted("turned away: 3 not a peer");
        fortress.assertUntouched();
        fortress.assertOpenTo(friend);
    }

    /** Someone answers as if TLS had never been asked for. We say nothing but the beginning of TLS. */
    @Test
    public void downgradeToPlaintextByTheAcceptor() throws Exception {
        byte[] heard = dialThe(listening -> {
            try (Socket socket = listening.accept()) {
                socket.getOutputStream().write(new Hello(0, 0, new byte[32]).encoded());
                return readAll(socket);
            }
        });

        assertThat(heard.length, greaterThan(0));
        assertEquals("a TLS record", HANDSHAKE, heard[0]);
        fortress.assertUntouched();
    }

    /** A failure, or the end: both are a refusal. */
    private static void readOne(SSLSocket tls) throws IOException {
        tls.startHandshake();
        if (tls.getInputStream().read() < 0) {
            throw new IOException("hung up");
        }
    }

    @Test
    public void noCertificate() throws Exception {
        SSLContext anonymous = SSLContext.getInstance("TLSv1.3");
        anonymous.init(null, new TrustManager[] {new TrustAnyone()}, null);
        try (Socket socket = connect();
                SSLSocket tls = client(anonymous, socket, "TLSv1.3")) {
            assertThrows(IOException.class, () -> readOne(tls));
        }
        assertTurnedAway();
    }

    @Test
    public void anotherProtocolInsideTls() throws Exception {
        try (RawPeer peer =
                RawPeer.connect(friend.security(), fortress.node().transport().port())) {
            peer.write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            peer.read(Hello.LENGTH);
            assertThrows(IOException.class, () -> peer.read(1));
        }
        assertTurnedAway();
    }

    private interface Service {
        byte[] on(ServerSocket listening) throws IOException;
    }

    /** Lets the node dial a service, which gives what it heard; the dial must fail as that of something that is no peer. */
    private byte[] dialThe(Service service) throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            FutureTask<byte[]> heard = new FutureTask<>((Callable<byte[]>) () -> service.on(listening));
            Thread thread = new Thread(heard);
            thread.setDaemon(true);
            thread.start();
            fortress.node().transport().dial(new PeerAddress("127.0.0.1", listening.getLocalPort()));
            assertEquals(Cause.NOT_A_PEER, fortress.node().heard().failure().cause());
            return heard.get(20, TimeUnit.SECONDS);
        }
    }

    private void assertTurnedAway() throws IOException {
        fortress.awaitCounted("turned away: 1 not a peer");
        fortress.assertUntouched();
        fortress.assertOpenTo(friend);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), fortress.node().transport().port());
        socket.setSoTimeout(15_000);
        return socket;
    }

    private static SSLSocket client(SSLContext context, Socket socket, String protocol) throws IOException {
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
        tls.setEnabledProtocols(new String[] {protocol});
        return tls;
    }

    private static SSLSocket server(SSLContext context, Socket socket) throws IOException {
        SSLSocket tls = client(context, socket, "TLSv1.2");
        tls.setUseClientMode(false);
        return tls;
    }

    private static byte[] readAll(Socket socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            all.write(next);
        }
        return all.toByteArray();
    }

    /** How many bytes came before the other end hung up, politely or not. */
    private long answerTo(byte[] bytes) throws IOException {
        long answer = 0;
        try (Socket socket = connect()) {
            socket.getOutputStream().write(bytes);
            while (socket.getInputStream().read() >= 0) {
                answer++;
            }
            return answer;
        } catch (SocketTimeoutException e) {
            throw new AssertionError("still not cut", e);
        } catch (IOException reset) {
            return answer;
        }
    }
}
