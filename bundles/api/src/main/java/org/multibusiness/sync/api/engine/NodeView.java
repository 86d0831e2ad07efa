package org.multibusiness.sync.api.engine;

import java.util.List;

/**
 * A node as the operator sees it.
 *
 * @param nodeId its id; empty while unknown
 * @param nodeName its name or address
 * @param self whether it is this one
 * @param state {@code self}, {@code linked}, {@code alive}, {@code suspect}, {@code offline}, {@code left},
 *     {@code predecessor-version}, {@code wrong-key} or {@code unknown}
 * @param address the address in use, or the best known
 * @param version its version
 * @param via which discoveries know it
 * @param lastSeen ISO-8601; empty when never
 * @param detail one sentence: why it is not linked and what to do; empty when linked
 */
public record NodeView(
        String nodeId,
        String nodeName,
        boolean self,
        String state,
        String address,
        String version,
        List<String> via,
        String lastSeen,
        String detail) {
    /** Copies the list. */
    public NodeView {
        via = List.copyOf(via);
    }
}
