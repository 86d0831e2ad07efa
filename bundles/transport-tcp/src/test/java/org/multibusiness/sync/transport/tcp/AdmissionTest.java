package org.multibusiness.sync.transport.tcp;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.security.Enrolment;
import org.multibusiness.sync.api.transport.DialFailure;
import org.multibusiness.sync.api.transport.DialFailure.Cause;
import org.multibusiness.sync.security.ExpiredIdentity;
import org.multibusiness.sync.security.SecuritySetupException;

public class AdmissionTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<Node> nodes = new ArrayList<>();

    @After
    public void closeNodes() {
        nodes.forEach(Node::close);
    }

    @Test
    public void anotherRegistrationKeyIsRefusedAndTheDiallerIsToldWhy() throws Exception {
        Node north = open("north", Node.KEY);
        Node stranger = open("stranger", Node.OTHER_KEY);

        stranger.transport().dial(north.address());

        DialFailure failure = stranger.heard().failure();
        assertEquals(Cause.WRONG_KEY, failure.cause());
        assertThat(failure.detail(), containsString("SYNC_REGISTRATION_KEY"));
        assertNobodyLinked(north, stranger);
    }

    @Test
    public void aNodeThatDialsItselfFindsItself() throws Exception {
        Node north = open("north", Node.KEY);

        north.transport().dial(north.address());

        assertEquals(Cause.SELF, north.heard().failure().cause());
        assertNobodyLinked(north);
    }

    @Test
    public void aCopyOfANodeIsNotTakenForTheNodeItself() throws Exception {
        Path original = folder.newFolder("north").toPath();
        Node north = remember(Node.open(original));
        Path copied = folder.newFolder("copy").toPath();
        Files.copy(original.resolve("node.pem"), copied.resolve("node.pem"));
        Node copy = remember(Node.open(copied));

        copy.transport().dial(north.address());

        DialFailure failure = copy.heard().failure();
        assertEquals(Cause.TWIN, failure.cause());
        assertThat(failure.detail(), containsString(north.id().value()));
        assertThat(failure.detail(), containsString("data/sync/identity"));
        assertNobodyLinked(north, copy);
    }

    @Test
    public void aNodeKnownWithAnotherKeyIsRefusedAndBothOperatorsAreTold() throws Exception {
        Node north = open("north", Node.KEY);
        Path suspicious = folder.newFolder("suspicious").toPath();
        Files.writeString(suspicious.resolve("pins"), north.id() + " " + "0".repeat(64) + "\n");
        Node south = remember(Node.open(suspicious));

        south.transport().dial(north.address());
        north.transport().dial(south.address());

        assertEquals(Cause.PIN_MISMATCH, south.heard().failure().cause());
        assertThat(south.heard().failure().detail(), containsString(north.id().value()));
        assertEquals(Cause.PIN_MISMATCH, north.heard().failure().cause());
        assertThat(north.heard().failure().detail(), containsString("over there"));
        assertNobodyLinked(north, south);
    }

    @Test
    public void anExpiredCertificateIsAdmittedByItsPin() throws Exception {
        Path old = folder.newFolder("old").toPath();
        ExpiredIdentity.make(old);
        Node north = open("north", Node.KEY);
        Node expired = remember(Node.open(old));

        assertEquals(expired.id(), north.linkTo(expired).peer());
        assertEquals(north.id(), expired.linkTo(north).peer());
    }

    @Test
    public void aProofRelayedByAnotherCertificateIsRefusedAtBothEnds() throws Exception {
        Node north = open("north", Node.KEY);
        Node south = open("south", Node.KEY);
        Node middle = open("middle", Node.OTHER_KEY);
        try (Relay relay = Relay.between(middle.security(), south.transport().port())) {
            north.transport().dial(new PeerAddress("127.0.0.1", relay.port()));

            assertEquals(Cause.WRONG_KEY, north.heard().failure().cause());
            relay.awaitEnd();
            assertNobodyLinked(north, south);
        }
    }

    @Test
    public void aProofSentBackToItsAuthorIsRefused() throws Exception {
        Node north = open("north", Node.KEY);
        Node mirror = open("mirror", Node.OTHER_KEY);
        try (RawPeer raw = RawPeer.connect(mirror.security(), north.transport().port())) {
            byte[] hello = raw.read(Hello.LENGTH);
            raw.write(hello);
            raw.write(raw.read(Enrolment.MARKS));
            byte[] proof = raw.read(32);
            raw.write(proof);

            assertEquals(Answer.WRONG_KEY.code(), raw.read(1)[0]);
            assertNobodyLinked(north);
        }
    }

    @Test
    public void aNodeWithoutRoomSaysSoAndTakesTheNextWhenThereIsRoom() throws Exception {
        Node north = remember(Node.open(folder.newFolder("north").toPath(), Node.KEY, Node.limited(1 << 20, 1)));
        Node first = open("first", Node.KEY);
        Node second = open("second", Node.KEY);
        first.linkTo(north);

        second.transport().dial(north.address());

        assertEquals(Cause.OTHER, second.heard().failure().cause());
        assertThat(second.heard().failure().detail(), containsString("max.links"));
        first.heard().up().get(0).close("makes room");
        north.heard().downReason();
        await().until(() -> north.transport().condition().endsWith("links: 0"));
        assertEquals(north.id(), second.linkTo(north).peer());
    }

    private Node open(String name, String key) throws Exception {
        return remember(Node.open(folder.newFolder(name).toPath(), key, Node.settings()));
    }

    private Node remember(Node node) throws SecuritySetupException {
        nodes.add(node);
        return node;
    }

    private static void assertNobodyLinked(Node... nodes) {
        for (Node node : nodes) {
            await().during(Duration.ofMillis(100))
                    .until(() -> node.heard().story().isEmpty());
            assertTrue(node.transport().condition().endsWith("links: 0"));
        }
    }
}
