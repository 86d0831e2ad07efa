package org.multibusiness.sync.discovery.mdns;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import javax.jmdns.ServiceInfo;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.Beacon;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.discovery.PeerCandidate;
import org.multibusiness.sync.api.discovery.PeerCandidate.Standing;

/**
 * A service that was found, with harmless text only.
 *
 * @param nodeId who it says it is
 * @param name its name
 * @param version its software version; empty when it gave none
 * @param keyHash the beginning of the key hash it showed, or its tag; empty when it showed none
 * @param addresses where to dial
 */
record Sight(String nodeId, String name, String version, String keyHash, List<PeerAddress> addresses) {
    private static final Pattern NODE_ID = Pattern.compile("[0-9a-f]{16}");
    private static final int MOST_ADDRESSES = 8;

    Sight {
        addresses = List.copyOf(addresses);
    }

    /** Understands the records of a service; the place tells which link-local addresses can be reached. */
    static Sight of(ServiceInfo service, Place place) {
        String id = text(service, "id");
        String name = text(service, "name");
        return new Sight(
                id,
                name.isEmpty() ? called(service, id) : name,
                text(service, "ver"),
                text(service, "key"),
                addresses(service, place));
    }

    /** Who tells no name is listed by its id; what is no node of ours by its instance. */
    private static String called(ServiceInfo service, String id) {
        return NODE_ID.matcher(id).matches() ? id : Beacon.harmless(service.getName());
    }

    private static String text(ServiceInfo service, String key) {
        @Nullable String value = service.getPropertyString(key);
        return value == null ? "" : Beacon.harmless(value);
    }

    private static List<PeerAddress> addresses(ServiceInfo service, Place place) {
        int port = service.getPort();
        if (port < 1 || port > 65535) {
            return List.of();
        }
        Set<PeerAddress> addresses = new LinkedHashSet<>();
        Arrays.stream(service.getInetAddresses())
                .filter(address -> dialable(address, place))
                .limit(MOST_ADDRESSES)
                .forEach(address -> addresses.add(new PeerAddress(zoned(address, place), port)));
        return List.copyOf(addresses);
    }

    /** Loopback means ourselves, unless it was found there. */
    private static boolean dialable(InetAddress address, Place place) {
        boolean here = place.address().startsWith("127.") || place.address().startsWith("::1");
        return !address.isAnyLocalAddress() && !address.isMulticastAddress() && (here || !address.isLoopbackAddress());
    }

    private static String zoned(InetAddress address, Place place) {
        String literal = address.getHostAddress();
        boolean needsZone = address.isLinkLocalAddress() && literal.indexOf(':') >= 0 && literal.indexOf('%') < 0;
        return needsZone ? literal + "%" + place.name() : literal;
    }

    /** Why it can't be listed; empty when it can. */
    String objection() {
        if (!NODE_ID.matcher(nodeId).matches()) {
            return "its TXT record has no node id";
        }
        return addresses.isEmpty() ? "it has no address that can be dialled" : "";
    }

    /** Who it says it is, if it can be listed. */
    Optional<NodeId> node() {
        return objection().isEmpty() ? Optional.of(new NodeId(nodeId)) : Optional.empty();
    }

    /**
     * What the directory is told: nothing is proven until the handshake.
     *
     * @param ours knows what nodes show of keys that are accepted here
     */
    PeerCandidate candidate(NodeId node, BiPredicate<NodeId, String> ours) {
        boolean known = keyHash.isEmpty() || ours.test(node, keyHash);
        return new PeerCandidate(
                node, name, addresses, version, keyHash, known ? Standing.UNPROVEN : Standing.WRONG_KEY);
    }

    /** Whether it can be listed, and shows a key that is not accepted here. */
    boolean isWrongKey(BiPredicate<NodeId, String> ours) {
        return node().map(node -> candidate(node, ours).standing() == Standing.WRONG_KEY)
                .orElse(false);
    }

    /** The same node, seen at one more place. */
    Sight merged(Sight other) {
        Set<PeerAddress> all = new LinkedHashSet<>(addresses);
        all.addAll(other.addresses);
        return new Sight(
                nodeId,
                name,
                version,
                keyHash,
                all.stream().limit(MOST_ADDRESSES).toList());
    }
}
