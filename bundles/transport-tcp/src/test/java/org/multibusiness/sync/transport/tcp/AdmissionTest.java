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
import org.multibusiness.sync.api.transport.DialFailure;
import org.multibusiness.sync.api.transport.DialFailure.Cause;
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
        await().until(() -> north.transport().condition().contains("links: 0"));
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
            assertTrue(node.transport().condition().contains("links: 0"));
        }
    }
}
