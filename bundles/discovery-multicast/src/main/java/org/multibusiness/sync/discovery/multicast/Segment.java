package org.multibusiness.sync.discovery.multicast;

import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.multibusiness.sync.api.network.NetworkPort;

/**
 * A piece of network to announce on: an interface with its IPv4 address. When any of these changes, a membership in the group
 * is no longer what it was.
 *
 * @param name the interface's
 * @param index the interface's number, another one when it was unplugged and plugged in again
 * @param address its first IPv4 address
 */
record Segment(String name, int index, String address) {
    /** Those of these interfaces that can carry IPv4 multicast, in their order. Loopback can, though it doesn't say so. */
    static Set<Segment> of(List<NetworkPort> ports) {
        Set<Segment> segments = new LinkedHashSet<>();
        for (NetworkPort port : ports) {
            of(port).ifPresent(segments::add);
        }
        return segments;
    }

    private static Optional<Segment> of(NetworkPort port) {
        try {
            NetworkInterface card = NetworkInterface.getByName(port.name());
            if (card == null || !(port.multicast() || card.isLoopback())) {
                return Optional.empty();
            }
            return Collections.list(card.getInetAddresses()).stream()
                    .filter(Inet4Address.class::isInstance)
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
