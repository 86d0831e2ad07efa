package org.multibusiness.sync.discovery.multicast;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the configuration asks for, checked.
 *
 * @param group the multicast group and port
 * @param interval between two announcements
 * @param peerTimeout silence after which a peer is not offered any more
 * @param rejections one sentence for every value that was refused
 */
record Settings(InetSocketAddress group, Duration interval, Duration peerTimeout, List<String> rejections) {
    /** The predecessor's. */
    static final Settings DEFAULTS = new Settings(
            new InetSocketAddress("224.0.0.251", 5353), Duration.ofSeconds(30), Duration.ofSeconds(120), List.of());

    private static final long LEAST_MS = 1_000;
    private static final long MOST_MS = 3_600_000;

    Settings {
        rejections = List.copyOf(rejections);
    }

    /** Reads every key; of a bad one the last good value stays in force. */
    static Settings from(MulticastDiscovery.Config config, Settings last) {
        List<String> rejections = new ArrayList<>();
        InetAddress group = group(config.multicast_group(), last.group.getAddress(), rejections);
        int port = (int) number("multicast.port", config.multicast_port(), 1, 65535, last.group.getPort(), rejections);
        long interval = number(
                "presence.interval.ms",
                config.presence_interval_ms(),
                LEAST_MS,
                MOST_MS,
                last.interval.toMillis(),
                rejections);
        long timeout = number(
                "peer.timeout.ms",
                config.peer_timeout_ms(),
                interval,
                10 * MOST_MS,
                Math.max(interval, last.peerTimeout.toMillis()),
                rejections);
        return new Settings(
                new InetSocketAddress(group, port),
                Duration.ofMillis(interval),
                Duration.ofMillis(timeout),
                rejections);
    }

    private static InetAddress group(String value, InetAddress last, List<String> rejections) {
        Optional<InetAddress> group = Literals.ipv4(value.trim()).filter(InetAddress::isMulticastAddress);
        if (group.isEmpty()) {
            rejections.add(rejection(
                    "multicast.group",
                    value,
                    "an IPv4 address from 224.0.0.0 to 239.255.255.255",
                    last.getHostAddress()));
        }
        return group.orElse(last);
    }

    private static long number(String key, String value, long least, long most, long last, List<String> rejections) {
        try {
            long number = Long.parseLong(value.trim());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // The same answer as to a number out of range.
        }
        rejections.add(rejection(key, value, "a number from " + least + " to " + most, last));
        return last;
    }

    private static String rejection(String key, String value, String allowed, Object last) {
        return "etc/" + MulticastDiscovery.PID + ".cfg: " + key + " = '" + value + "' is not allowed; allowed: "
                + allowed + ". Until it is mended " + last + " stays in force.";
    }
}
