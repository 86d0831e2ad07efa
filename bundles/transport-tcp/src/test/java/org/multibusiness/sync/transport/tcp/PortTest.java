package org.multibusiness.sync.transport.tcp;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.security.PeerSecurity;
import org.multibusiness.sync.api.transport.DialFailure.Cause;
import org.multibusiness.sync.api.transport.PeerLink;
import org.multibusiness.sync.security.PinnedSecurity;

public class PortTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Node other;
    private PeerSecurity security;

    @Before
    public void openOther() throws Exception {
        other = Node.open(folder.newFolder("other").toPath());
        security = PinnedSecurity.open(folder.newFolder("node").toPath(), Node.KEY);
    }

    @After
    public void closeOther() {
        other.close();
    }

    @Test
    public void aPortThatIsTakenIsExplainedAndTakenWhenItIsFree() throws Exception {
        ServerSocket squatter = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        int port = squatter.getLocalPort();
        try (squatter;
                Node node = Node.open(folder.newFolder("late").toPath(), Node.KEY, Node.onPort(port))) {
            assertEquals(0, node.transport().port());
            assertThat(node.transport().condition(), containsString("port " + port + " is taken by another program"));
            assertThat(node.transport().condition(), containsString("SYNC_PORT"));
            assertEquals(
                    "it can dial all the same", other.id(), node.linkTo(other).peer());

            squatter.close();

            await().until(() -> node.transport().port() == port);
            assertThat(node.transport().condition(), containsString("listens on 127.0.0.1:" + port));
            assertEquals(node.id(), other.linkTo(node).peer());
        }
    }

    @Test
    public void anotherPortInTheConfigurationKeepsTheLinksThatAreUp() throws Exception {
        try (Configured node = new Configured(TestConfig.unchanged())) {
            int before = node.transport.port();
            PeerLink link = node.linkTo(other);
            int after = freePort();

            node.transport.modified(TestConfig.with("port", String.valueOf(after)));

            assertEquals(after, node.transport.port());
            assertNotEquals(before, after);
            link.send("still here".getBytes(StandardCharsets.UTF_8));
            assertEquals("still here", new String(other.heard().message(), StandardCharsets.UTF_8));
            other.transport().dial(new PeerAddress("127.0.0.1", after));
            await().until(() -> node.heard.up().size() == 2);
        }
    }

    @Test
    public void aBadValueIsNamedAndTheLastGoodConfigurationStays() throws Exception {
        try (Configured node = new Configured(TestConfig.unchanged())) {
            int port = node.transport.port();

            node.transport.modified(TestConfig.with("port", "eighty"));

            assertEquals(port, node.transport.port());
            assertThat(node.transport.condition(), containsString("listens on 127.0.0.1:" + port));
            assertThat(node.transport.condition(), containsString("port = 'eighty'"));
            node.transport.modified(TestConfig.with("port", "0"));
            assertEquals("nothing changed, so nothing was bound anew", port, node.transport.port());
            assertTrue(!node.transport.condition().contains("eighty"));
        }
    }

    @Test
    public void withABadValueFromTheStartNothingIsOpenedUntilItIsMended() throws Exception {
        try (Configured node = new Configured(TestConfig.with("bind.address", "not an address"))) {
            assertEquals(0, node.transport.port());
            assertThat(node.transport.condition(), containsString("bind.address = 'not an address'"));
            node.transport.dial(other.address());
            assertEquals(Cause.OTHER, node.heard.failure().cause());
            assertThat(node.heard.failure().detail(), containsString("bind.address"));

            node.transport.modified(TestConfig.with("bind.address", "127.0.0.1"));

            assertNotEquals(0, node.transport.port());
            assertEquals(other.id(), node.linkTo(other).peer());
        }
    }

    @Test
    public void anAddressOfAnotherMachineIsExplained() throws Exception {
        try (Configured node = new Configured(TestConfig.with("bind.address", "192.0.2.1"))) {
            assertEquals(0, node.transport.port());
            assertThat(node.transport.condition(), containsString("192.0.2.1 is not an address of this server"));
        }
    }

    @Test
    public void aPortThatIsGivenBackCanBeTakenByOthers() throws Exception {
        int port;
        try (Configured node = new Configured(TestConfig.unchanged())) {
            port = node.transport.port();
        }
        try (ServerSocket next = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertEquals(port, next.getLocalPort());
        }
    }

    /** A transport made as the container makes it. */
    private final class Configured implements AutoCloseable {
        private final TcpTransport transport;
        private final Recorder heard = new Recorder();

        Configured(TcpConfig config) {
            transport = new TcpTransport(config, security);
            transport.addListener(heard);
            transport.start();
        }

        PeerLink linkTo(Node peer) {
            transport.dial(peer.address());
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> heard.up().size() == 1 && peer.heard().up().size() == 1);
            return heard.up().get(0);
        }

        @Override
        public void close() {
            transport.close();
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
