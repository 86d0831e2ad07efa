package org.multibusiness.sync.api.discovery;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.NodeId;

/**
 * What a discovery says about a peer: a hint where to dial, never trust.
 *
 * @param node who it says it is; null when the source can't know (manual, DNS)
 * @param name its name; the address when unknown
 * @param addresses where to dial, best first; at least one unless legacy
 * @param version its software version; empty when unknown
 * @param keyHash the registration key hash it showed; empty when unknown
 * @param standing what the announcement is worth
 */
public record PeerCandidate(
        @Nullable NodeId node,
        String name,
        List<PeerAddress> addresses,
        String version,
        String keyHash,
        Standing standing) {
    /** Copies the list. */
    public PeerCandidate {
        addresses = List.copyOf(addresses);
    }

    /** What an announcement is worth. Only the first two are dialled. */
    public enum Standing {
        /** The announcement proves knowledge of the registration key. */
        AUTHENTIC,
        /** The source can prove nothing; the link's handshake will. */
        UNPROVEN,
        /** A predecessor-version node: listed, never synced with. */
        PREDECESSOR,
        /** Proof missing or wrong: another group's key, or a forgery. Listed, not dialled. */
        WRONG_KEY
    }
}
