package org.multibusiness.sync.transport.tcp;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.transport.PeerLink;

public class BrokenLineTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Node north;
    private Node south;

    @Before
    public void openTwoNodes() throws Exception {
        north = Node.open(
                folder.newFolder("north").toPath(),
                Node.KEY,
                Node.impatient(Duration.ofSeconds(10), Duration.ofSeconds(2)));
        south = Node.open(folder.newFolder("south").toPath());
    }

    @After
    public void closeNodes() {
        north.close();
        south.close();
    }

    @Test
    public void aCutConnectionTakesTheLinkDownOnceAtBothEnds() throws Exception {
        try (Line line = new Line(south.transport().port())) {
            north.transport().dial(new PeerAddress("127.0.0.1", line.port()));
            await().until(() ->
                    south.heard().up().size() == 1 && north.heard().up().size() == 1);

            line.cut();

            north.heard().downReason();
            south.heard().downReason();
            await().during(Duration.ofMillis(300))
                    .until(() -> north.heard().story().equals(List.of("up", "down"))
                            && south.heard().story().equals(List.of("up", "down")));
        }
    }

    @Test
    public void silenceTakesTheLinkDown() {
        PeerLink link = south.linkTo(north);

        assertThat(north.heard().downReason(), containsString("nothing was heard for 2000 ms"));
        south.heard().downReason();
        assertEquals(1, south.heard().down().size());
        assertEquals(north.id(), link.peer());
    }

    @Test
    public void heartbeatsKeepTheLinkUp() {
        PeerLink link = south.linkTo(north);

        await().pollInterval(Duration.ofMillis(500))
                .during(Duration.ofSeconds(4))
                .atMost(Duration.ofSeconds(6))
                .until(() -> link.send(new byte[1]) && north.heard().down().isEmpty());
    }

    /** A line between two ports that can be cut. */
    private static final class Line implements AutoCloseable {
        private final ServerSocket listening;
        private final int target;
        private final List<Socket> sockets = new CopyOnWriteArrayList<>();

        Line(int target) throws IOException {
            this.target = target;
            this.listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            daemon(this::accept);
        }

        int port() {
            return listening.getLocalPort();
        }

        void cut() {
            sockets.forEach(Deadline::closeQuietly);
        }

        private void accept() {
            try {
                Socket near = listening.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(near);
                sockets.add(far);
                daemon(() -> copy(near, far));
                copy(far, near);
            } catch (IOException e) {
                cut();
            }
        }

        private static void copy(Socket from, Socket to) {
            try {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException e) {
                Deadline.closeQuietly(to);
            }
        }

        private static void daemon(Runnable work) {
            Thread thread = new Thread(work, "line");
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void close() throws IOException {
            listening.close();
            cut();
        }
    }
}
