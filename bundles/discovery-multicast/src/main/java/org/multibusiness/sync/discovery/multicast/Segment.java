package org.multibusiness.sync.discovery.multicast;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.multibusiness.sync.api.network.NetworkPort;

/**
 * A piece of network to announce on: an interface with its address. When any of these changes, a membership in the group
 * is no longer what it was.
 *
 * @param name the interface's
 * @param index the interface's number, another one when it was unplugged and plugged in again
 * @param address its first suitable address
 */
record Segment(String name, int index, String address) {
    /** Those of these interfaces that can carry IPv4 multicast, in their order. Loopback can, though it doesn't say so. */
    static Set<Segment> of(List<NetworkPort> ports) {
        return of(ports, Inet4Address.class::isInstance);
    }

    /** Those that can carry IPv6 multicast of the link: they have a link-local address; loopback has none. */
    static Set<Segment> ofIpv6(List<NetworkPort> ports) {
        return of(ports, address -> address instanceof Inet6Address && address.isLinkLocalAddress());
    }

    private static Set<Segment> of(List<NetworkPort> ports, Predicate<InetAddress> suitable) {
        Set<Segment> segments = new LinkedHashSet<>();
        for (NetworkPort port : ports) {
            of(port, suitable).ifPresent(segments::add);
        }
        return segments;
    }

    private static Optional<Segment> of(NetworkPort port, Predicate<InetAddress> suitable) {
        try {
            NetworkInterface card = NetworkInterface.getByName(port.name());
            if (card == null || !(port.multicast() || card.isLoopback())) {
                return Optional.empty();
            }
            return Collections.list(card.getInetAddresses()).stream()
                    .filter(suitable)
                    .findFirst()
                    .map(address -> new Segment(port.name(), card.getIndex(), address.getHostAddress()));
        } catch (SocketException vanished) {
            return Optional.empty();
        }
    }

    /**
     * The interface as it is now.
     *
     * @throws SocketException when it is gone
     */
    NetworkInterface card() throws SocketException {
        NetworkInterface card = NetworkInterface.getByName(name);
        if (card == null) {
            throw new SocketException("interface " + name + " is gone");
        }
        return card;
    }
}
