package org.multibusiness.sync.api.discovery;

import java.util.List;
import java.util.Set;

/**
 * A peer in the directory.
 *
 * @param nodeId its id; empty while unknown
 * @param name its name or address
 * @param version its version; empty while unknown
 * @param standing what its announcements are worth, or why it is not dialled
 * @param addresses all that are known
 */
public record KnownPeer(
        String nodeId, String name, String version, PeerCandidate.Standing standing, List<KnownAddress> addresses) {
    /** Copies the list. */
    public KnownPeer {
        addresses = List.copyOf(addresses);
    }

    /**
     * One address of a peer.
     *
     * @param address where
     * @param provenance which discoveries name it
     * @param outcome how the last dial went, in one word: {@code linked}, {@code dialling}, {@code refused}, {@code timed-out},
     *     {@code unknown-host} … ; empty when never dialled
     * @param lastResult the same for the operator: what happened and what to do; {@code linked} when it led to a link
     * @param lastTried when it was last dialled, ISO-8601; empty when never
     * @param lastLinked when it last led to a link, ISO-8601; empty when never since the start
     */
    public record KnownAddress(
            PeerAddress address,
            Set<String> provenance,
            String outcome,
            String lastResult,
            String lastTried,
            String lastLinked) {
        /** Copies the set. */
        public KnownAddress {
            provenance = Set.copyOf(provenance);
        }
    }
}
