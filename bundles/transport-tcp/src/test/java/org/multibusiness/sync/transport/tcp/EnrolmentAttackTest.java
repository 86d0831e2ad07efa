package org.multibusiness.sync.transport.tcp;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.security.Enrolment;
import org.multibusiness.sync.api.transport.DialFailure;
import org.multibusiness.sync.api.transport.DialFailure.Cause;
import org.multibusiness.sync.security.DatedIdentity;

/** Attacks on who may come in: over real sockets, against the real security bundle. */
public class EnrolmentAttackTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<AutoCloseable> opened = new ArrayList<>();
    private Fortress north;

    @Before
    public void openTheAttacked() throws Exception {
        north = fortress("north");
    }

    @After
    public void closeAll() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    @Test
    public void wrongKey() throws Exception {
        Node stranger = node("stranger", Node.OTHER_KEY);

        stranger.transport().dial(north.node().address());

        DialFailure failure = stranger.heard().failure();
        assertEquals(Cause.WRONG_KEY, failure.cause());
        assertThat(failure.detail(), containsString("SYNC_REGISTRATION_KEY"));
        assertTrue("nothing was heard", stranger.heard().story().isEmpty());
        north.awaitCounted("turned away: 1 wrong key");
        north.assertUntouched();
    }

    @Test
    public void replayedSession() throws Exception {
        Node south = node("south", Node.KEY);
        byte[] recorded;
        try (WireTap tap = WireTap.before(north.node().transport().port())) {
            south.transport().dial(new PeerAddress("127.0.0.1", tap.port()));
            await().until(() -> south.heard().up().size() == 1);
            south.heard().up().get(0).send("sold: 1".getBytes(StandardCharsets.US_ASCII));
            assertEquals("sold: 1", new String(north.node().heard().message(), StandardCharsets.US_ASCII));
            recorded = tap.fromTheDialler();
        }
        north.node().heard().downReason();
        north.remember();

        WireTap.replay(recorded, north.node().transport().port());

        north.awaitCounted("turned away: 1 not a peer");
        north.assertUntouched();
    }

    @Test
    public void replayedProof() throws Exception {
        int port = north.node().transport().port();
        RawPeer spied = RawPeer.admitted(node("spied", Node.KEY).security(), port);
        spied.close();
        north.node().heard().downReason();
        north.remember();

        try (RawPeer thief = RawPeer.connect(node("thief", Node.OTHER_KEY).security(), port)) {
            thief.write(spied.sentHello());
            thief.read(Hello.LENGTH);
            thief.write(spied.sentProof());
            thief.read(RawPeer.PROOF_LENGTH);

            assertEquals(Answer.WRONG_KEY.code(), thief.read(1)[0]);
        }
        north.awaitCounted("turned away: 1 wrong key");
        north.assertUntouched();
    }

    @Test
    public void relayedEnrolment() throws Exception {
        Fortress south = fortress("south");
        Node middle = node("middle", Node.OTHER_KEY);
        try (Relay relay =
                Relay.between(middle.security(), south.node().transport().port())) {
            north.node().transport().dial(new PeerAddress("127.0.0.1", relay.port()));

            assertEquals(Cause.WRONG_KEY, north.node().heard().failure().cause());
            relay.awaitEnd();
            south.awaitCounted("turned away: 1 wrong key");
        }
        north.assertUntouched();
        south.assertUntouched();
    }

    @Test
    public void reflectedEnrolment() throws Exception {
        Node mirror = node("mirror", Node.OTHER_KEY);
        try (RawPeer raw =
                RawPeer.connect(mirror.security(), north.node().transport().port())) {
            byte[] hello = raw.read(Hello.LENGTH);
            raw.write(hello);
            raw.write(raw.read(Enrolment.MARKS));
            byte[] proof = raw.read(RawPeer.PROOF_LENGTH);
            raw.write(proof);

            assertEquals(Answer.WRONG_KEY.code(), raw.read(1)[0]);
        }
        north.awaitCounted("turned away: 1 wrong key");
        north.assertUntouched();
    }

    @Test
    public void manInTheMiddleWithItsOwnCertificateBetweenPeersThatKnowEachOther() throws Exception {
        Node south = node("south", Node.KEY);
        south.linkTo(north.node()).close("so that the next one is not the first contact");
        north.node().heard().downReason();
        north.remember();
        Node middle = node("middle", Node.OTHER_KEY);
        try (Relay relay =
                Relay.between(middle.security(), north.node().transport().port())) {
            south.transport().dial(new PeerAddress("127.0.0.1", relay.port()));

            DialFailure failure = south.heard().failure();
            assertEquals(Cause.WRONG_KEY, failure.cause());
            assertThat(failure.detail(), containsString("somebody sits between the two"));
            relay.awaitEnd();
        }
        north.awaitCounted("links: 0; turned away: 1 wrong key");
        north.assertUntouched();
    }

    @Test
    public void revokedNode() throws Exception {
        Node stolen = node("stolen", Node.KEY);
        stolen.linkTo(north.node()).close("first contact");
        north.node().heard().downReason();
        north.node().trust().revoke(stolen.id().value());
        north.remember();

        stolen.transport().dial(north.node().address());

        assertEquals(Cause.OUTCAST, stolen.heard().failure().cause());
        north.awaitCounted("turned away: 1 revoked");
        north.assertUntouched();
    }

    /** Certificate, session and words of each are forgotten with the connection. */
    @Test
    public void hundredsOfWrongProofsLeaveNothingInMemory() throws Exception {
        Node stranger = node("stranger", Node.OTHER_KEY);
        tryWrongProofs(stranger, 50);
        long before = Heap.usedAfterCollection();

        tryWrongProofs(stranger, 300);

        north.awaitCounted("turned away: 350 wrong key");
        assertThat("bytes of heap that stayed", Heap.usedAfterCollection() - before, lessThan(2L << 20));
        north.assertUntouched();
    }

    private void tryWrongProofs(Node stranger, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            try (RawPeer raw = RawPeer.connect(
                    stranger.security(), north.node().transport().port())) {
                raw.write(new Hello(Hello.READS_ZSTD, 0, new byte[Hello.NONCE_LENGTH]).encoded());
                raw.read(Hello.LENGTH);
                raw.write(new byte[RawPeer.PROOF_LENGTH]);
                raw.read(RawPeer.PROOF_LENGTH);
                assertEquals(Answer.WRONG_KEY.code(), raw.read(1)[0]);
            }
        }
    }

    @Test
    public void expiredCertificateIsAdmittedByItsPin() throws Exception {
        assertAdmitted(Instant.EPOCH, Instant.parse("2001-01-01T00:00:00Z"));
    }

    @Test
    public void notYetValidCertificateIsAdmittedByItsPin() throws Exception {
        assertAdmitted(Instant.parse("2999-01-01T00:00:00Z"), Instant.parse("3000-01-01T00:00:00Z"));
    }

    /** By the key at first contact, and by the pin from then on: a branch's clock may be years off. */
    private void assertAdmitted(Instant from, Instant until) throws Exception {
        Path directory = folder.newFolder("dated").toPath();
        DatedIdentity.make(directory, from, until);
        Node dated = Node.open(directory);
        opened.add(dated);

        assertEquals(dated.id(), north.node().linkTo(dated).peer());
        assertEquals(north.node().id(), dated.linkTo(north.node()).peer());
        assertTrue(!north.node().transport().condition().contains("turned away"));
    }

    private Fortress fortress(String name) throws Exception {
        Fortress fortress = Fortress.open(folder.newFolder(name).toPath(), Node.settings());
        opened.add(fortress);
        return fortress;
    }

    private Node node(String name, String key) throws Exception {
        Node node = Node.open(folder.newFolder(name).toPath(), key, Node.settings());
        opened.add(node);
        return node;
    }
}
