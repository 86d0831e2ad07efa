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
     * @param provenance which discoveries named it
     * @param lastResult how the last dial went; empty when never dialled
     * @param lastTried ISO-8601; empty when never dialled
     */
    public record KnownAddress(PeerAddress address, Set<String> provenance, String lastResult, String lastTried) {
        /** Copies the set. */
        public KnownAddress {
            provenance = Set.copyOf(provenance);
        }
    }
}
