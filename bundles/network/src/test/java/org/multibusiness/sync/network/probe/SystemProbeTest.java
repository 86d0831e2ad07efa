package org.multibusiness.sync.network.probe;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.After;
import org.junit.Test;
import org.multibusiness.sync.api.network.NetworkProbe.Answer;
import org.multibusiness.sync.api.network.NetworkProbe.Protocol;

public class SystemProbeTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SystemProbe probe = new SystemProbe();

    @After
    public void stop() {
        probe.deactivate();
    }

    @Test
    public void aListeningPortConnectsAndAClosedOneRefuses() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        int port;
        try (ServerSocket listening = new ServerSocket(0, 1, here)) {
            port = listening.getLocalPort();
            assertEquals(Answer.CONNECTED, probe.knock(here, port, SECOND).answer());
        }

        assertEquals(Answer.REFUSED, probe.knock(here, port, SECOND).answer());
    }

    @Test
    public void whatTheSystemSaysIsToldApart() {
        assertEquals(Answer.TIMED_OUT, Knocker.answer(new SocketTimeoutException("Connect timed out")));
        assertEquals(Answer.TIMED_OUT, Knocker.answer(new ConnectException("Connection timed out")));
        assertEquals(Answer.UNREACHABLE, Knocker.answer(new NoRouteToHostException("No route to host")));
        assertEquals(Answer.UNREACHABLE, Knocker.answer(new ConnectException("Network is unreachable")));
        assertEquals(Answer.REFUSED, Knocker.answer(new ConnectException("Connection refused")));
        assertEquals(Answer.UNKNOWN, Knocker.answer(new BindException("Cannot assign requested address")));
    }

    /** TEST-NET-1 (RFC 5737) belongs to nobody; what a router says for it differs. */
    @Test
    public void aKnockIsOverInTime() throws IOException {
        long begun = System.nanoTime();

        Answer answer = probe.knock(InetAddress.getByName("192.0.2.1"), 8765, Duration.ofMillis(300))
                .answer();

        assertNotEquals(Answer.UNKNOWN, answer);
        assertThat(Duration.ofNanos(System.nanoTime() - begun), lessThan(Duration.ofSeconds(5)));
    }

    @Test
    public void thisServerIsAliveAndNoNeighbour() {
        assertTrue(probe.life(InetAddress.getLoopbackAddress(), SECOND).answered());
    }

    @Test
    public void aLiteralResolvesToItselfAndANameOfNobodyToNothing() {
        assertEquals(1, probe.resolve("192.0.2.1", SECOND).size());
        assertEquals(List.of(), probe.resolve("nobody.invalid", Duration.ofSeconds(2)));
    }

    @Test
    public void thePortsHolderIsNamedWithItsProcess() throws IOException, InterruptedException {
        assumeTrue("/proc is there on Linux only", Files.isDirectory(Path.of("/proc/net")));
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        String.valueOf(port))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            await().atMost(Duration.ofSeconds(30)).until(() -> probe.owner(Protocol.TCP, port), Optional::isPresent);

            String owner = probe.owner(Protocol.TCP, port).orElse("nobody");

            assertThat(owner, containsString("(pid " + other.pid() + ")"));
            assertEquals(Optional.empty(), probe.owner(Protocol.UDP, port));
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    /** Another process that holds a port, until it is told to end. */
    public static final class Holder {
        private Holder() {}

        /** Holds this port. */
        public static void main(String[] arguments) throws IOException {
            try (ServerSocket held = new ServerSocket(Integer.parseInt(arguments[0]))) {
                held.accept();
            }
        }
    }
}
