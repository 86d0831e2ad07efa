package org.multibusiness.sync.transport.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.security.PairingDesk;

/** Two servers with different keys that want to talk before one admits the other. */
public class PairingTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final BlockingQueue<X509Certificate> callers = new LinkedBlockingQueue<>();
    private final Node group;
    private final Node newcomer;

    /** Answers "hello" to anybody, unless it is to hang. */
    private final class HelloDesk implements PairingDesk {
        private boolean hangs;

        @Override
        public Code open() {
            return new Code("", Duration.ZERO, 0);
        }

        @Override
        public String join(PeerAddress server, String code, boolean replace) {
            return "";
        }

        @Override
        public void answer(X509Certificate peer, String from, InputStream in, OutputStream out) throws IOException {
            callers.add(peer);
            if (hangs) {
                in.read();
            }
            out.write(("hello " + from).getBytes(UTF_8));
            in.read();
        }
    }

    private final HelloDesk desk = new HelloDesk();

    public PairingTest() throws Exception {
        folder.create();
        group = Node.open(folder.newFolder().toPath());
        newcomer = Node.open(folder.newFolder().toPath(), Node.OTHER_KEY, Node.settings());
    }

    @Before
    public void putDesk() {
        group.transport().desk = desk;
    }

    @After
    public void close() {
        group.close();
        newcomer.close();
    }

    @Test
    public void serversOfDifferentKeysTalkAndEachSeesTheOthersCertificateAndNoLinkComesOfIt() throws Exception {
        newcomer.transport().call(group.address(), (peer, in, out) -> {
            assertEquals(group.id(), idOf(peer));
            assertEquals("hello 127.0.0.1", new String(in.readNBytes(15), UTF_8));
            out.write(1);
        });
        assertEquals(newcomer.id(), idOf(Objects.requireNonNull(callers.poll(10, TimeUnit.SECONDS))));
        assertEquals(0, group.heard().up().size());
        assertEquals(0, newcomer.heard().up().size());
    }

    private static NodeId idOf(X509Certificate certificate) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(certificate.getPublicKey().getEncoded());
            return new NodeId(HexFormat.of().formatHex(hash).substring(0, 16));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    public void linksAreMadeAsBefore() throws Exception {
        try (Node sibling = Node.open(folder.newFolder().toPath())) {
            sibling.linkTo(group);
        }
    }

    @Test
    public void whereThereIsNoDeskTheCallEnds() {
        group.transport().desk = null;
        assertThrows(IOException.class, () -> newcomer.transport().call(group.address(), PairingTest::listen));
    }

    @Test
    public void aCallerThatHangsIsCutByTheHandshakesDeadline() throws Exception {
        desk.hangs = true;
        try (Node strict = Node.open(
                folder.newFolder().toPath(), Node.KEY, Node.impatient(Duration.ofSeconds(5), Duration.ofSeconds(30)))) {
            strict.transport().desk = desk;
            long begun = System.nanoTime();
            assertThrows(IOException.class, () -> newcomer.transport().call(strict.address(), PairingTest::listen));
            assertTrue(Duration.ofNanos(System.nanoTime() - begun).toSeconds() < 20);
            assertEquals(1, callers.size());
        }
    }

    private static void listen(X509Certificate peer, InputStream in, OutputStream out) throws IOException {
        if (in.read() < 0) {
            throw new EOFException("nothing was said");
        }
    }

    @Test
    public void aPortWhereNobodyListensIsToldAsForLinks() {
        PeerAddress nobody = group.address();
        group.close();
        IOException refused =
                assertThrows(IOException.class, () -> newcomer.transport().call(nobody, (peer, in, out) -> {}));
        assertThat(refused.getMessage(), containsString("refuses the connection"));
    }
}
