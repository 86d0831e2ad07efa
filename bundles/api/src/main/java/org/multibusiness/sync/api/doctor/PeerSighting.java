package org.multibusiness.sync.api.doctor;

import java.util.List;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.PeerAddress;

/**
 * What one node tells the others about a node that it knows. A hint: never trust.
 *
 * @param node about whom
 * @param name its name
 * @param state how it stands with it
 * @param via which of the teller's discoveries name it now
 * @param addresses where the teller reaches it or would, best first
 * @param last the last sign of life, and the last failure
 */
public record PeerSighting(
        NodeId node, String name, State state, List<String> via, List<PeerAddress> addresses, Last last) {
    /** Copies the lists. */
    public PeerSighting {
        via = List.copyOf(via);
        addresses = List.copyOf(addresses);
    }

    /** How a node stands with another. */
    public enum State {
        /** A link is in use. */
        LINKED,
        /** A discovery hears it now. */
        HEARD,
        /** It is known from before or by hand, and neither linked nor heard. */
        EXPECTED
    }

    /**
     * The last that was seen.
     *
     * @param seconds age of the last sign of life; -1 when there never was one
     * @param failure the kind of the last dial's failure, as {@link org.multibusiness.sync.api.transport.DialFailure.Cause};
     *     empty when there is none
     */
    public record Last(long seconds, String failure) {}

    /** The same, but for the age. */
    public boolean saysTheSame(PeerSighting other) {
        return node.equals(other.node)
                && name.equals(other.name)
                && state == other.state
                && via.equals(other.via)
                && addresses.equals(other.addresses)
                && last.failure().equals(other.last.failure());
    }
}
