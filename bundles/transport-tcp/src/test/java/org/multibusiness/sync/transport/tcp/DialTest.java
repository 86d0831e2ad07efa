package org.multibusiness.sync.transport.tcp;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.Assert.assertEquals;
import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.transport.DialFailure;
import org.multibusiness.sync.api.transport.DialFailure.Cause;

public class DialTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Node node;

    @Before
    public void openNode() throws Exception {
        node = Node.open(
                folder.newFolder("node").toPath(),
                Node.KEY,
                Node.impatient(Duration.ofSeconds(3), Duration.ofSeconds(30)));
    }

    @After
    public void closeNode() {
        node.close();
    }

    @Test
    public void whereNothingListensTheDialIsRefused() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }

        DialFailure failure = dial(free);

        assertEquals(Cause.REFUSED, failure.cause());
        assertThat(failure.detail(), containsString("127.0.0.1:" + free));
    }

    @Test
    public void aNameThatDoesNotResolveIsUnknown() {
        node.transport().dial(new PeerAddress("no-such-branch.invalid", 8765));

        assertEquals(Cause.UNKNOWN_HOST, node.heard().failure().cause());
        assertThat(node.heard().failure().detail(), containsString("no-such-branch.invalid"));
    }

    @Test
    public void anotherServiceIsNotAPeer() throws Exception {
        assertEquals(Cause.NOT_A_PEER, dialService(socket -> {
            socket.getOutputStream().write("220 mail ready\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().read();
        }));
    }

    @Test
    public void whoHangsUpInTheHandshakeIsNotAPeer() throws Exception {
        assertEquals(Cause.NOT_A_PEER, dialService(Socket::close));
    }

    @Test
    public void whoStaysSilentTimesOut() throws Exception {
        assertEquals(
                Cause.TIMED_OUT,
                dialService(socket -> socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream())));
    }

    @Test
    public void aHostThatDoesNotAnswerTimesOut() throws Exception {
        assumeTrue(
                "how a full backlog behaves is known of Linux",
                System.getProperty("os.name").equals("Linux"));
        List<Socket> fill = new ArrayList<>();
        Settings s = Node.settings();
        Settings hasty = new Settings(
                0,
                s.bindAddress(),
                32,
                s.handshakeDeadline(),
                s.maxFrame(),
                s.outboundQueue(),
                Duration.ofMillis(300),
                64,
                s.idleTimeout());
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Node caller = Node.open(folder.newFolder("caller").toPath(), Node.KEY, hasty)) {
            fill(full, fill);

            caller.transport().dial(new PeerAddress("127.0.0.1", full.getLocalPort()));

            assertEquals(Cause.TIMED_OUT, caller.heard().failure().cause());
            assertThat(caller.heard().failure().detail(), containsString("within 300 ms"));
        } finally {
            fill.forEach(Deadline::closeQuietly);
        }
    }

    @Test
    public void everyAddressOfANameIsTriedInOrder() {
        node.transport().dial(new PeerAddress("localhost", node.transport().port()));

        assertEquals(
                "whichever of ::1 and 127.0.0.1 comes first",
                Cause.SELF,
                node.heard().failure().cause());
    }

    @Test
    public void theSystemsWordsAreReadAsWhatTheyMean() {
        assertMeans(Cause.REFUSED, new ConnectException("Connection refused"));
        assertMeans(Cause.REFUSED, new ConnectException("Connection refused: connect"));
        assertMeans(Cause.TIMED_OUT, new ConnectException("Connection timed out"));
        assertMeans(Cause.TIMED_OUT, new SocketTimeoutException("Connect timed out"));
        assertMeans(Cause.UNREACHABLE, new NoRouteToHostException("No route to host"));
        assertMeans(Cause.UNREACHABLE, new SocketException("Network is unreachable"));
        assertMeans(Cause.UNREACHABLE, new ConnectException("Host is down"));
        assertMeans(Cause.OTHER, new IOException("something else"));
    }

    @Test
    public void ofSeveralFailuresTheMostTellingIsReportedWithAllDetails() {
        DialFailure failure = ConnectFailure.mostTelling(
                        List.of(new DialFailure(Cause.UNREACHABLE, "one."), new DialFailure(Cause.REFUSED, "two.")))
                .failure();

        assertEquals(new DialFailure(Cause.REFUSED, "one. two."), failure);
    }

    private interface Service {
        void serve(Socket socket) throws IOException;
    }

    private Cause dialService(Service service) throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> serve(listening, service));
            Cause cause = dial(listening.getLocalPort()).cause();
            served.join();
            return cause;
        }
    }

    private static void serve(ServerSocket listening, Service service) {
        try (Socket socket = listening.accept()) {
            service.serve(socket);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private DialFailure dial(int port) {
        node.transport().dial(new PeerAddress("127.0.0.1", port));
        return node.heard().failure();
    }

    /** Connects without being accepted until the system no longer answers. */
    private static void fill(ServerSocket full, List<Socket> fill) throws IOException {
        for (int i = 0; i < 50; i++) {
            Socket socket = new Socket();
            fill.add(socket);
            try {
                socket.connect(full.getLocalSocketAddress(), 200);
            } catch (SocketTimeoutException e) {
                return;
            }
        }
        assumeTrue("the backlog does not fill", false);
    }

    private static void assertMeans(Cause expected, IOException words) {
        assertEquals(
                expected,
                ConnectFailure.of(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
                                Duration.ofSeconds(1),
                                words)
                        .failure()
                        .cause());
    }
}
