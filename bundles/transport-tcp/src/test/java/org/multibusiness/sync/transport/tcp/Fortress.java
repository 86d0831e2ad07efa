package org.multibusiness.sync.transport.tcp;

import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.multibusiness.sync.security.SecuritySetupException;

/**
 * A node under attack, with what may not change: the files of its identity (pins among them), what its listeners heard, and
 * that a peer of its own still gets in.
 */
final class Fortress implements AutoCloseable {
    private final Path directory;
    private final Node node;
    private Map<String, String> files;
    private List<String> story = List.of();

    private Fortress(Path directory, Node node) throws IOException {
        this.directory = directory;
        this.node = node;
        this.files = files();
    }

    static Fortress open(Path directory, Settings settings) throws SecuritySetupException, IOException {
        return new Fortress(directory, Node.open(directory, Node.KEY, settings));
    }

    Node node() {
        return node;
    }

    /** From now on this is what may not change. */
    void remember() throws IOException {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> node.transport().condition().contains("links: 0"));
        files = files();
        story = List.copyOf(node.heard().story());
    }

    /** Waits until the condition, which the doctor shows, counts this. */
    void awaitCounted(String words) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> node.transport().condition().contains(words));
    }

    /** Nobody was let in, and nothing was remembered of who tried. */
    void assertUntouched() throws IOException {
        assertEquals("what was heard", story, node.heard().story());
        assertTrue(node.transport().condition(), node.transport().condition().contains("links: 0"));
        assertEquals("files of the identity", files, files());
    }

    /** A peer with the right key still gets in; the state changes by that. */
    void assertOpenTo(Node friend) {
        assertEquals(node.id(), friend.linkTo(node).peer());
    }

    /** The same while others push: the friend dials again when it was pushed out, as the engine does. */
    void awaitOpenTo(Node friend, Duration patience) {
        int before = friend.heard().up().size();
        await().atMost(patience).pollInterval(Duration.ofMillis(50)).until(() -> {
            friend.transport().dial(node.address());
            return friend.heard().up().size() > before;
        });
        await().atMost(patience).until(() -> {
            // One more dial may have been under way.
            friend.heard().up().forEach(link -> link.close("got in"));
            return node.transport().condition().contains("links: 0");
        });
    }

    /** How many connections were turned away, for whatever reason. */
    long turnedAway() {
        Matcher reasons =
                Pattern.compile("turned away: ([^;]*)").matcher(node.transport().condition());
        return reasons.find()
                ? Pattern.compile("\\d+")
                        .matcher(reasons.group(1))
                        .results()
                        .mapToLong(n -> Long.parseLong(n.group()))
                        .sum()
                : 0;
    }

    private Map<String, String> files() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> paths = Files.list(directory)) {
            for (Path path : paths.toList()) {
                contents.put(path.getFileName().toString(), Files.readString(path));
            }
        }
        return contents;
    }

    @Override
    public void close() {
        node.close();
    }
}
