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
 * @param addresses every address that is known, the one that worked last first
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
        String detail,
        List<AddressView> addresses) {
    /** Copies the lists. */
    public NodeView {
        via = List.copyOf(via);
        addresses = List.copyOf(addresses);
    }

    /** Without a word about single addresses. */
    public NodeView(
            String nodeId,
            String nodeName,
            boolean self,
            String state,
            String address,
            String version,
            List<String> via,
            String lastSeen,
            String detail) {
        this(nodeId, nodeName, self, state, address, version, via, lastSeen, detail, List.of());
    }

    /**
     * One address of a node, and how it went there.
     *
     * @param address {@code HOST:PORT}
     * @param via which discoveries name it
     * @param outcome how the last dial went, in one word; empty when never dialled
     * @param error what happened and what to do; empty when it led to a link or was never dialled
     * @param lastTried ISO-8601; empty when never
     * @param lastLinked ISO-8601; empty when never since the start
     */
    public record AddressView(
            String address, List<String> via, String outcome, String error, String lastTried, String lastLinked) {
        /** Copies the list. */
        public AddressView {
            via = List.copyOf(via);
        }
    }
}
