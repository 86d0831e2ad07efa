package org.multibusiness.sync.discovery.multicast;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The networks of some interfaces: through which of them a datagram came, as far as its source address tells. */
record Subnets(List<Subnet> subnets) {
    private static final Logger LOG = LoggerFactory.getLogger(Subnets.class);

    static final Subnets NONE = new Subnets(List.of());

    Subnets {
        subnets = List.copyOf(subnets);
    }

    /** All addresses that begin with the same bits. */
    record Subnet(String name, InetAddress address, int bits) {
        boolean contains(InetAddress other) {
            byte[] ours = address.getAddress();
            byte[] theirs = other.getAddress();
            if (ours.length != theirs.length) {
                return false;
            }
            int host = ours.length * Byte.SIZE - bits;
            return new BigInteger(1, ours).shiftRight(host).equals(new BigInteger(1, theirs).shiftRight(host));
        }
    }

    static Subnets of(Collection<Segment> segments) {
        List<Subnet> subnets = new ArrayList<>();
        for (Segment segment : segments) {
            try {
                for (InterfaceAddress each : segment.card().getInterfaceAddresses()) {
                    subnets.add(new Subnet(segment.name(), each.getAddress(), each.getNetworkPrefixLength()));
                }
            } catch (SocketException vanished) {
                LOG.debug("Interface {} went away while it was looked at", segment.name(), vanished);
            }
        }
        return new Subnets(subnets);
    }

    /** The interface's name; empty when the address is in no network of ours. */
    String interfaceOf(InetAddress source) {
        return subnets.stream()
                .filter(subnet -> subnet.contains(source))
                .map(Subnet::name)
                .findFirst()
                .orElse("");
    }
}
