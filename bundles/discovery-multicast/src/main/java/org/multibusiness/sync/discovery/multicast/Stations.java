package org.multibusiness.sync.discovery.multicast;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.multibusiness.sync.api.network.NetworkPort;

/**
 * The station of the configured group, and one for IPv6's group ff02::fb on each interface that has IPv6: the group's address belongs to
 * a link, so a socket that is bound to it does, too. Used by one thread, except where it says otherwise.
 */
final class Stations implements AutoCloseable {
    private static final byte[] LINK_GROUP = {(byte) 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xfb};

    private final InetSocketAddress group;
    private final GroupReceiver.Inbox inbox;
    private final Station ipv4;
    private final Map<Segment, Station> ipv6 = new LinkedHashMap<>();
    private volatile List<Station> all;
    private volatile boolean onlyIpv6;

    Stations(InetSocketAddress group, GroupReceiver.Inbox inbox) {
        this.group = group;
        this.inbox = inbox;
        this.ipv4 = new Station(group, inbox, Segment::of);
        this.all = List.of(ipv4);
    }

    /** Listens on exactly these interfaces, as far as they can. Cheap when nothing changed. */
    void tune(List<NetworkPort> ports) {
        Set<Segment> wanted = Segment.ofIpv6(ports);
        List.copyOf(ipv6.keySet()).stream()
                .filter(segment -> !wanted.contains(segment))
                .forEach(gone -> {
                    Station left = ipv6.remove(gone);
                    if (left != null) {
                        left.close();
                    }
                });
        for (Segment segment : wanted) {
            ipv6.computeIfAbsent(segment, this::open);
        }
        List<Station> now = new ArrayList<>(List.of(ipv4));
        now.addAll(ipv6.values());
        now.forEach(station -> station.tune(ports));
        onlyIpv6 = !ipv4.hasSegments() && !ipv6.isEmpty();
        all = List.copyOf(now);
    }

    private Station open(Segment segment) {
        try {
            InetAddress scoped = Inet6Address.getByAddress(null, LINK_GROUP, segment.index());
            return new Station(new InetSocketAddress(scoped, group.getPort()), inbox, ports -> Set.of(segment));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("sixteen bytes are an IPv6 address", impossible);
        }
    }

    /** Sends on every interface; where that fails is part of the condition. */
    void send(byte[] message) {
        all.forEach(station -> station.send(message));
    }

    /** Whether it should listen and doesn't. */
    boolean deaf() {
        return all.stream().anyMatch(Station::deaf);
    }

    /** Whether it listens anywhere. Any thread. */
    boolean listening() {
        return all.stream().anyMatch(Station::listening);
    }

    /** Through which interface a datagram came, as far as its source tells. Any thread. */
    String interfaceOf(InetAddress source) {
        return all.stream()
                .map(station -> station.interfaceOf(source))
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** What it listens to and what is wrong. Any thread. */
    String condition() {
        return String.join(
                "; ",
                all.stream()
                        .filter(station -> station != ipv4 || !onlyIpv6)
                        .map(Station::condition)
                        .toList());
    }

    @Override
    public void close() {
        all.forEach(Station::close);
    }
}
