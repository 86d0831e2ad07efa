package org.multibusiness.sync.transport.tcp;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.Assert.assertEquals;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.After;
import org.junit.Assume;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Attacks by connections that don't get anywhere. Sockets of a batch are open at the same time; the next batch comes after. */
public class ConnectionFloodTest {
    private static final int CONNECTIONS = 10_000;
    private static final int BATCH = 1_000;
    /** Fewer than wait to be accepted: beyond that the kernel makes us wait a second, and nothing is shown by that. */
    private static final int BURST = 100;

    /** As many as may be in the handshake, those that are being sent away, and the transport's own. */
    private static final long MOST_THREADS = 200;

    private static final long MOST_HEAP = 32L << 20;
    private static final Duration SOON = Duration.ofSeconds(20);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Fortress fortress;
    private Node friend;

    @Before
    public void openNodes() throws Exception {
        fortress = Fortress.open(
                folder.newFolder("fortress").toPath(), Node.impatient(Duration.ofSeconds(3), Duration.ofSeconds(30)));
        friend = Node.open(folder.newFolder("friend").toPath());
    }

    @After
    public void closeNodes() {
        fortress.close();
        friend.close();
    }

    @Test
    public void tenThousandHalfOpenConnections() throws Exception {
        UnixOperatingSystemMXBean system = system();
        Assume.assumeTrue(
                "the limit of open files (ulimit -n) is below " + 4 * BATCH,
                system.getMaxFileDescriptorCount() > 4 * BATCH);
        long before = Heap.usedAfterCollection();
        long threads = 0;
        for (int opened = 0; opened < CONNECTIONS; opened += BATCH) {
            List<Socket> silent = new ArrayList<>();
            try {
                for (int i = 0; i < BATCH; i++) {
                    silent.add(connect());
                    if (i % BURST == 0) {
                        threads = Math.max(threads, arrivals());
                        awaitTurnedAway(opened + i - BURST);
                    }
                }
                fortress.awaitOpenTo(friend, SOON);
            } finally {
                for (Socket socket : silent) {
                    socket.close();
                }
            }
        }

        await().atMost(SOON).until(() -> arrivals() == 0);
        assertThat("threads at once", threads, lessThan(MOST_THREADS));
        assertThat("bytes of heap that stayed", Heap.usedAfterCollection() - before, lessThan(MOST_HEAP));
        assertThat("crowded out or cut", fortress.turnedAway(), greaterThan(CONNECTIONS - 2L * BATCH));
        fortress.awaitCounted(" crowded out");
    }

    @Test
    public void slowLorisBeforeTls() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3});
            assertCutAtTheDeadline(() -> socket.getOutputStream().write(1));
        }
        assertCountedAsTooSlow();
    }

    /** A certificate, a good greeting byte by byte: the deadline is one for all steps. */
    @Test
    public void slowLorisInsideTls() throws Exception {
        byte[] hello = new Hello(0, 0, new byte[Hello.NONCE_LENGTH]).encoded();
        AtomicLong said = new AtomicLong();
        try (RawPeer peer =
                RawPeer.connect(friend.security(), fortress.node().transport().port())) {
            assertCutAtTheDeadline(() -> {
                int next = (int) said.getAndIncrement();
                peer.write(new byte[] {hello[next % hello.length]});
            });
        }
        assertCountedAsTooSlow();
    }

    private void awaitTurnedAway(long least) {
        await().pollInterval(Duration.ofMillis(2)).atMost(SOON).until(() -> fortress.turnedAway() >= least);
    }

    private interface Drip {
        void next() throws IOException;
    }

    private static void assertCutAtTheDeadline(Drip drip) {
        long begin = System.nanoTime();
        await().pollInterval(Duration.ofMillis(100)).atMost(SOON).until(() -> isCut(drip));
        assertThat(Duration.ofNanos(System.nanoTime() - begin), lessThan(Duration.ofSeconds(9)));
    }

    private static boolean isCut(Drip drip) {
        try {
            drip.next();
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private void assertCountedAsTooSlow() throws IOException {
        fortress.awaitCounted("turned away: 1 timed out");
        assertEquals(1, fortress.turnedAway());
        fortress.assertUntouched();
        fortress.assertOpenTo(friend);
    }

    private Socket connect() throws IOException {
        return new Socket(
                InetAddress.getLoopbackAddress(), fortress.node().transport().port());
    }

    private static long arrivals() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("sync-tcp-arrival"))
                .count();
    }

    private static UnixOperatingSystemMXBean system() {
        Assume.assumeTrue(
                "this system does not tell of open files",
                ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean);
        return (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    }
}
