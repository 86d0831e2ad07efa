package org.multibusiness.sync.discovery.multicast;

import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.discovery.PeerCandidate;
import org.multibusiness.sync.api.discovery.PeerCandidate.Standing;

/**
 * A presence message as understood, with harmless text only.
 *
 * @param goodbye whether the node is stopping
 * @param nodeId who it says it is; of a predecessor perhaps not in our form
 * @param name its name; empty when it gave none
 * @param port its sync port; 0 when it gave none
 * @param addresses where it says it is, first {@code ipAddress}, unchecked
 * @param version its software version; empty when it gave none
 * @param keyHash the registration key hash it showed
 * @param standing what the message is worth
 * @param incarnation its start, larger at each; 0 without seal
 * @param counter the message's number since the start; 0 without seal
 * @param solicits whether it asks the others to announce themselves
 */
record Presence(
        boolean goodbye,
        String nodeId,
        String name,
        int port,
        List<String> addresses,
        String version,
        String keyHash,
        Standing standing,
        long incarnation,
        long counter,
        boolean solicits) {
    private static final int MOST_ADDRESSES = 8;
    private static final Pattern NODE_ID = Pattern.compile("[0-9a-f]{16}");

    Presence {
        addresses = List.copyOf(addresses);
    }

    /** The node id, when it has our form. */
    Optional<NodeId> node() {
        return NODE_ID.matcher(nodeId).matches() ? Optional.of(new NodeId(nodeId)) : Optional.empty();
    }

    /** What the directory is told. The addresses that the datagram came from are known to work in one direction: they are first. */
    PeerCandidate candidate(List<InetAddress> sources) {
        @Nullable NodeId node = node().orElse(null);
        return new PeerCandidate(node, name.isEmpty() ? nodeId : name, dialable(sources), version, keyHash, standing);
    }

    private List<PeerAddress> dialable(List<InetAddress> sources) {
        if (port < 1 || port > 65535) {
            return List.of();
        }
        Stream<InetAddress> claimed = addresses.stream()
                .map(Literals::any)
                .flatMap(Optional::stream)
                .filter(address -> dialable(address, sources.get(0).isLoopbackAddress()));
        Set<InetAddress> distinct = new LinkedHashSet<>();
        Stream.concat(sources.stream(), claimed).limit(MOST_ADDRESSES).forEach(distinct::add);
        return distinct.stream()
                .map(address -> new PeerAddress(address.getHostAddress(), port))
                .toList();
    }

    /** A link-local IPv6 address means nothing without the zone, and loopback means ourselves unless it came from there. */
    private static boolean dialable(InetAddress address, boolean fromThisHost) {
        boolean usable = !address.isAnyLocalAddress() && !address.isMulticastAddress();
        boolean zoned = address.isLinkLocalAddress() && address.getAddress().length > 4;
        return usable && !zoned && (fromThisHost || !address.isLoopbackAddress());
    }
}
