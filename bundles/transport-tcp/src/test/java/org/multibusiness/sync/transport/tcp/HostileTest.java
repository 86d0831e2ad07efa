package org.multibusiness.sync.transport.tcp;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.github.luben.zstd.Zstd;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class HostileTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Node node;
    private Node other;

    @Before
    public void openNodes() throws Exception {
        node = Node.open(
                folder.newFolder("node").toPath(),
                Node.KEY,
                Node.impatient(Duration.ofSeconds(3), Duration.ofSeconds(30)));
        other = Node.open(folder.newFolder("other").toPath());
    }

    @After
    public void closeNodes() {
        node.close();
        other.close();
    }

    @Test
    public void plainTextAndGarbageAreCutAndNobodyHearsOfThem() throws Exception {
        byte[] garbage = new byte[100_000];
        new Random(3).nextBytes(garbage);
        for (byte[] bytes : List.of("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII), garbage)) {
            try (Socket socket = connect()) {
                assertThat("an alert at most", answerTo(socket, bytes), lessThan(100L));
            }
        }
        assertUnharmed();
    }

    @Test
    public void olderTlsIsCut() throws Exception {
        try (Socket socket = connect();
                SSLSocket tls = tls(other.security().tlsContext(), socket, "TLSv1.2")) {
            assertThrows(IOException.class, tls::startHandshake);
        }
        assertUnharmed();
    }

    @Test
    public void whoShowsNoCertificateIsCut() throws Exception {
        SSLContext anonymous = SSLContext.getInstance("TLSv1.3");
        anonymous.init(null, new javax.net.ssl.TrustManager[] {new TrustAnyone()}, null);
        try (Socket socket = connect();
                SSLSocket tls = tls(anonymous, socket, "TLSv1.3")) {
            assertThrows(IOException.class, () -> readHello(tls));
        }
        assertUnharmed();
    }

    @Test
    public void whoSpeaksTlsButNotOursIsCut() throws Exception {
        try (RawPeer peer = RawPeer.connect(other.security(), node.transport().port())) {
            peer.write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            peer.read(Hello.LENGTH);
            assertThrows(IOException.class, () -> peer.read(1));
        }
        assertUnharmed();
    }

    @Test
    public void whoDripsBytesIsCutAtTheDeadline() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3});
            long begin = System.nanoTime();
            await().pollInterval(Duration.ofMillis(100))
                    .atMost(Duration.ofSeconds(12))
                    .until(() -> drip(socket));
            assertThat(Duration.ofNanos(System.nanoTime() - begin), lessThan(Duration.ofSeconds(9)));
        }
        assertUnharmed();
    }

    @Test
    public void aHundredHalfOpenConnectionsDontKeepAGoodOneOut() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                silent.add(connect());
            }
            assertEquals(node.id(), other.linkTo(node).peer());
            assertThat(
                    Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> thread.getName().startsWith("sync-tcp-arrival"))
                            .count(),
                    lessThan(60L));
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    public void anOversizedFrameEndsTheLinkBeforeItIsRead() throws Exception {
        assertBreaksOff("at most", peer -> peer.frameHeader(Integer.MAX_VALUE, 0, Integer.MAX_VALUE));
        assertBreaksOff("at most", peer -> peer.frameHeader(-1, 0, -1));
    }

    @Test
    public void anUnknownKindOfFrameEndsTheLink() throws Exception {
        assertBreaksOff("kind 77", peer -> peer.frameHeader(0, 77, 0));
    }

    @Test
    public void aBombIsNotUnpacked() throws Exception {
        byte[] bomb = Zstd.compress(new byte[60 << 20], 19);
        assertThat(bomb.length, lessThan(10_000));
        assertBreaksOff("unpacks to", peer -> {
            peer.frameHeader(bomb.length, 1, 60 << 20);
            peer.write(bomb);
        });
        assertBreaksOff("can't be read", peer -> {
            peer.frameHeader(bomb.length, 1, bomb.length * 2);
            peer.write(bomb);
        });
    }

    @Test
    public void aGoodbyeIsShort() throws Exception {
        assertBreaksOff("at most 1024", peer -> peer.frameHeader(1 << 20, 2, 1 << 20));
    }

    @Test
    public void compressedGarbageEndsTheLink() throws Exception {
        assertBreaksOff("can't be read", peer -> {
            peer.frameHeader(600, 1, 1000);
            peer.write(new byte[600]);
        });
    }

    private interface Misdeed {
        void on(RawPeer peer) throws IOException;
    }

    private void assertBreaksOff(String because, Misdeed misdeed) throws Exception {
        int before = node.heard().down().size();
        try (RawPeer peer = RawPeer.admitted(other.security(), node.transport().port())) {
            misdeed.on(peer);
            assertThat(peer.readGoodbye(), containsString(because));
        }
        await().until(() -> node.heard().down().size() == before + 1);
        assertThat(node.heard().down().get(before), containsString(because));
        assertTrue(node.heard().story().stream().noneMatch("message"::equals));
        assertEquals(node.id(), other.linkTo(node).peer());
        other.heard().up().get(other.heard().up().size() - 1).close("test");
        await().until(() -> node.heard().down().size() == before + 2);
    }

    private Socket connect() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), node.transport().port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static SSLSocket tls(SSLContext context, Socket socket, String protocol) throws IOException {
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
        tls.setEnabledProtocols(new String[] {protocol});
        return tls;
    }

    /** Whether the other end hung up. */
    private static boolean drip(Socket socket) {
        try {
            socket.getOutputStream().write(1);
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static void readHello(SSLSocket tls) throws IOException {
        tls.startHandshake();
        new DataInputStream(tls.getInputStream()).readFully(new byte[Hello.LENGTH]);
    }

    /** How many bytes came before the other end hung up, politely or not. */
    private static long answerTo(Socket socket, byte[] bytes) {
        long answer = 0;
        try {
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

    /** Nothing was heard of the stranger, and a peer still gets in. */
    private void assertUnharmed() {
        assertTrue(node.heard().story().isEmpty());
        assertEquals(node.id(), other.linkTo(node).peer());
    }
}
