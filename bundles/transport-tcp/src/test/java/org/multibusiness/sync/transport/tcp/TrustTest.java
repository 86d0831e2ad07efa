package org.multibusiness.sync.transport.tcp;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.multibusiness.sync.api.security.Rotation;
import org.multibusiness.sync.api.transport.DialFailure;
import org.multibusiness.sync.api.transport.DialFailure.Cause;
import org.multibusiness.sync.api.transport.PeerLink;

/** Rotation and revocation between real nodes, over real connections. */
public class TrustTest {
    private static final Duration GRACE = Duration.ofMinutes(5);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<Node> nodes = new ArrayList<>();

    @After
    public void closeNodes() {
        nodes.forEach(Node::close);
    }

    private Node open(String name) throws Exception {
        Path directory = folder.getRoot().toPath().resolve(name);
        Node node = Node.open(directory);
        nodes.add(node);
        return node;
    }

    private static void awaitKey(String fingerprint, Node... where) {
        for (Node node : where) {
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> node.trust().key().fingerprint().equals(fingerprint));
        }
    }

    private static void assertNoLinkEnded(Node... where) {
        for (Node node : where) {
            assertEquals(List.of(), node.heard().down());
        }
    }

    @Test
    public void aKeyRotatedUnderLoadOnThreeNodesEndsNoLinkAndHoldsUpNoMessage() throws Exception {
        Node north = open("north");
        Node south = open("south");
        Node west = open("west");
        PeerLink link = north.linkTo(south);
        south.linkTo(west);
        west.linkTo(north);

        long slowest = 0;
        for (int i = 0; i < 300; i++) {
            if (i % 100 == 50) {
                nodes.get(i / 100).trust().rotate(GRACE);
            }
            long sent = System.nanoTime();
            assertTrue(link.send(ByteBuffer.allocate(4).putInt(i).array()));
            assertEquals(i, ByteBuffer.wrap(south.heard().message()).getInt());
            slowest = Math.max(slowest, System.nanoTime() - sent);
            LockSupport.parkNanos(1_000_000);
        }

        String fingerprint = west.trust().key().fingerprint();
        awaitKey(fingerprint, north, south, west);
        assertEquals(3, north.trust().key().accepted().size());
        assertNoLinkEnded(north, south, west);
        assertThat(TimeUnit.NANOSECONDS.toMillis(slowest), lessThan(1000L));
    }

    @Test
    public void whoWasAwayComesBackWithinTheGraceFromEitherSideAndHasTheNewKey() throws Exception {
        Node north = open("north");
        Node away = open("away");
        Node absent = open("absent");
        Rotation rotation = north.trust().rotate(GRACE);

        away.linkTo(north);
        north.linkTo(absent);

        awaitKey(rotation.key().fingerprint(), away, absent);
        assertNoLinkEnded(north, away, absent);
    }

    @Test
    public void aNodeThatMissedTheGraceIsToldExactlyThatWhoeverDials() throws Exception {
        Node north = open("north");
        Node away = open("away");
        Rotation rotation = north.trust().rotate(Duration.ZERO);

        away.transport().dial(north.address());
        north.transport().dial(away.address());

        for (Node node : List.of(away, north)) {
            DialFailure failure = node.heard().failure();
            assertEquals(Cause.WRONG_KEY, failure.cause());
            assertThat(
                    failure.detail(),
                    containsString("was rotated on " + rotation.key().rotated()));
            assertThat(failure.detail(), containsString(rotation.key().fingerprint()));
            assertThat(failure.detail(), containsString("copy etc/sync.key"));
        }
        assertThat(away.heard().failure().detail(), containsString("while this node was away"));
        assertThat(north.heard().failure().detail(), containsString("while that node was away"));
    }

    @Test
    public void aRevokedNodeIsCutAndNotLetInAgain() throws Exception {
        Node north = open("north");
        Node south = open("south");
        Node stolen = open("stolen");
        PeerLink kept = north.linkTo(south);
        stolen.linkTo(south);

        north.trust().revoke(metFirst(north, stolen));

        assertThat(stolen.heard().downReason(), containsString("revoked by node " + north.id()));
        stolen.transport().dial(south.address());
        DialFailure outside = stolen.heard().failure();
        assertEquals(Cause.OUTCAST, outside.cause());
        assertThat(outside.detail(), containsString("this server was revoked"));
        south.transport().dial(stolen.address());
        assertEquals(Cause.REVOKED, south.heard().failure().cause());
        assertThat(south.heard().failure().detail(), containsString("revoked by node " + north.id()));
        assertTrue("the others' link goes on", kept.send(new byte[] {1}));
        assertEquals(1, south.heard().message().length);
    }

    /** Its id, when it was linked with that node, too, and the link is down again. */
    private static String metFirst(Node north, Node stolen) {
        north.linkTo(stolen).close("seen enough");
        await().until(() -> stolen.heard().down().size() == 1);
        stolen.heard().down().clear();
        return stolen.id().value();
    }

    @Test
    public void aPeerOfTheFormerVersionIsAdmittedDuringTheGraceAndHearsNothingOfTrust() throws Exception {
        Node north = open("north");
        Node old = open("old");
        north.trust().rotate(GRACE);

        try (RawPeer raw = RawPeer.admitted(old.security(), north.transport().port())) {
            await().until(() -> north.heard().up().size() == 1);
            north.heard().up().get(0).close("enough");

            assertEquals("the first frame is the goodbye", "enough", raw.readGoodbye());
        }
    }

    @Test
    public void nonsenseAboutTrustEndsTheLink() throws Exception {
        Node north = open("north");
        Node odd = open("odd");
        try (RawPeer raw = RawPeer.admitted(odd.security(), north.transport().port())) {
            raw.frameHeader(3, Frame.Kind.TRUST.code(), 3);
            raw.write(new byte[] {1, 2, 3});

            assertThat(north.heard().downReason(), containsString("trust"));
        }
    }

    @Test
    public void moreThanAStatementCanHoldIsRefusedByItsHeader() throws Exception {
        Node north = open("north");
        Node odd = open("odd");
        try (RawPeer raw = RawPeer.admitted(odd.security(), north.transport().port())) {
            raw.frameHeader(1 << 20, Frame.Kind.TRUST.code(), 1 << 20);

            assertThat(north.heard().downReason(), containsString("protocol"));
        }
    }
}
