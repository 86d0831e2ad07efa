package org.multibusiness.sync.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.multibusiness.sync.api.NodeId;

/**
 * Goodbyes that discoveries brought of nodes with which there was a link. If the link ends soon after, the node was stopped; if it
 * does not, the discovery alone was. Used by the loop's thread only.
 */
final class Farewells {
    /** A service that stops has closed its links by then. */
    private static final Duration FRESH = Duration.ofSeconds(10);

    private final Map<NodeId, Instant> said = new HashMap<>();

    /** A linked node said goodbye. */
    void said(NodeId node, Instant at) {
        said.put(node, at);
    }

    /** The link to a node ended: whether it had just said goodbye. */
    boolean explain(NodeId node, Instant now) {
        Instant at = said.remove(node);
        return at != null && now.isBefore(at.plus(FRESH));
    }
}
