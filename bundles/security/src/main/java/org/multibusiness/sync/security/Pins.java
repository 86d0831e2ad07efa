package org.multibusiness.sync.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.security.NodeIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which public key a node id was first seen with. A text file of lines {@code id fingerprint}, replaced as a whole. Thread-safe.
 *
 * <p>Bounded: beyond {@value #MOST} nodes the longest known is forgotten, which costs nothing but the memory of it, since an
 * id is the head of the fingerprint.
 */
final class Pins {
    /** The most pins kept. */
    static final int MOST = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Pins.class);
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{16}) ([0-9a-f]{64})");

    private final Path file;
    private final Map<NodeId, String> pins;
    private volatile Consumer<NodeIdentity> onFirst = peer -> {};

    private Pins(Path file, Map<NodeId, String> pins) {
        this.file = file;
        this.pins = pins;
    }

    /** Who is told of a node that is new here. */
    void onFirst(Consumer<NodeIdentity> told) {
        onFirst = told;
    }

    /** Reads the pins. A line that can't be read is reported and left out: that node counts as new once more. */
    static Pins load(Path file) throws SecuritySetupException {
        Map<NodeId, String> pins = new LinkedHashMap<>();
        try {
            if (!Files.exists(file)) {
                return new Pins(file, pins);
            }
            PrivateFiles.tighten(file);
            // One byte, one character: whatever is in the file, it can be read.
            List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
            for (int number = 1; number <= lines.size(); number++) {
                read(lines.get(number - 1), number, file, pins);
            }
            return new Pins(file, pins);
        } catch (IOException e) {
            throw new SecuritySetupException(
                    "The known nodes in " + file + " can't be read (" + e
                            + "). Give the user that runs this service the right to that file.",
                    e);
        }
    }

    /**
     * Whether this key is the one that its node id is known with. An unknown id is known from now on. When the file can't be
     * written the pin is kept in memory, and written with the next one.
     */
    boolean accept(NodeIdentity peer) {
        String known = known(peer);
        if (known.isEmpty()) {
            onFirst.accept(peer);
            return true;
        }
        return known.equals(peer.fingerprint());
    }

    /** With which key this node is known; empty when it was not until now. */
    private synchronized String known(NodeIdentity peer) {
        String known = pins.get(peer.id());
        if (known != null) {
            return known;
        }
        if (pins.size() >= MOST) {
            forgetFirst();
        }
        pins.put(peer.id(), peer.fingerprint());
        LOG.info("Node {} is new here and proved to know the registration key: its public key is pinned.", peer.id());
        store();
        return "";
    }

    /** The public key that this node is known with. */
    synchronized Optional<String> fingerprint(NodeId node) {
        return Optional.ofNullable(pins.get(node));
    }

    /** Everybody known. */
    synchronized List<NodeId> nodes() {
        return List.copyOf(pins.keySet());
    }

    private void forgetFirst() {
        Iterator<NodeId> first = pins.keySet().iterator();
        LOG.warn(
                "More than {} nodes are known: node {} is forgotten. Is somebody making up nodes?", MOST, first.next());
        first.remove();
    }

    private void store() {
        String content = pins.entrySet().stream()
                .map(pin -> pin.getKey() + " " + pin.getValue() + "\n")
                .collect(Collectors.joining());
        try {
            PrivateFiles.write(file, content);
        } catch (IOException e) {
            LOG.error(
                    "The known nodes can't be written to {} ({}). They are kept in memory until this works again: make"
                            + " room, or give the user that runs this service the right to that folder.",
                    file,
                    e.toString());
        }
    }

    private static void read(String line, int number, Path file, Map<NodeId, String> pins) {
        Matcher matcher = LINE.matcher(line.strip());
        if (matcher.matches() && pins.size() < MOST) {
            pins.put(new NodeId(matcher.group(1)), matcher.group(2));
        } else if (!line.isBlank()) {
            LOG.warn("Line {} of {} is not 'node id, fingerprint', or one too many, and is left out.", number, file);
        }
    }
}
