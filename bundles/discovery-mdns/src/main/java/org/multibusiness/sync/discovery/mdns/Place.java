package org.multibusiness.sync.discovery.mdns;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.multibusiness.sync.api.network.NetworkPort;

/**
 * Where a service is announced: an interface with its first address, IPv4 if it has one.
 *
 * @param name the interface's
 * @param index the interface's number, another one when it was unplugged and plugged in again
 * @param address its literal address, IPv6 with its zone
 */
record Place(String name, int index, String address) {
    /** Those of these interfaces that carry multicast, in their order. Loopback does, though it doesn't say so. */
    static Set<Place> of(List<NetworkPort> ports) {
        Set<Place> places = new LinkedHashSet<>();
        for (NetworkPort port : ports) {
            of(port).ifPresent(places::add);
        }
        return places;
    }

    private static Optional<Place> of(NetworkPort port) {
        try {
            NetworkInterface card = NetworkInterface.getByName(port.name());
            if (card == null || port.addresses().isEmpty() || !(port.multicast() || card.isLoopback())) {
                return Optional.empty();
            }
            return Optional.of(
                    new Place(port.name(), card.getIndex(), port.addresses().get(0)));
        } catch (SocketException vanished) {
            return Optional.empty();
        }
    }

    InetAddress literal() throws UnknownHostException {
        return InetAddress.getByName(address); // of the network monitor, always literal: nothing is looked up
    }

    @Override
    public String toString() {
        return name + " (" + address + ")";
    }
}
