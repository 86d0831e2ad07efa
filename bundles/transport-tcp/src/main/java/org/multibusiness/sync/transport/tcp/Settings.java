package org.multibusiness.sync.transport.tcp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.multibusiness.sync.api.transport.PeerLink;

/**
 * What the configuration asks for, checked.
 *
 * @param port 0 to 65535; 0: any free one
 * @param bindAddress the address of this server that listens
 * @param maxUnauthenticated how many connections may be in their handshake
 * @param handshakeDeadline from connection to link
 * @param maxFrame bytes of a message, packed or not
 * @param outboundQueue bytes that may wait for one peer
 * @param connectTimeout for one address
 * @param maxLinks how many links at once
 * @param idleTimeout silence after which a link is dead
 */
record Settings(
        int port,
        InetAddress bindAddress,
        int maxUnauthenticated,
        Duration handshakeDeadline,
        int maxFrame,
        int outboundQueue,
        Duration connectTimeout,
        int maxLinks,
        Duration idleTimeout) {

    /**
     * Reads and checks.
     *
     * @throws IllegalArgumentException naming the key, its value and what is allowed
     */
    static Settings from(TcpConfig config) {
        return new Settings(
                number("port", config.port(), 8765, 0, 65535),
                address(config.bind_address()),
                number("max.unauthenticated", config.max_unauthenticated(), 32, 1, 1000),
                millis("handshake.deadline.ms", config.handshake_deadline_ms(), 10_000, 100, 60_000),
                number(
                        "max.frame.bytes",
                        config.max_frame_bytes(),
                        PeerLink.MAX_MESSAGE,
                        1 << 16,
                        PeerLink.MAX_MESSAGE),
                number("outbound.queue.bytes", config.outbound_queue_bytes(), 32 << 20, 1 << 16, 1 << 30),
                millis("connect.timeout.ms", config.connect_timeout_ms(), 5_000, 100, 14_000),
                number("max.links", config.max_links(), 64, 1, 1000),
                millis("link.idle.timeout.ms", config.link_idle_timeout_ms(), 30_000, 1_000, 3_600_000));
    }

    /** Whether these settings listen somewhere else than those. */
    boolean listensElsewhere(Settings other) {
        return port != other.port || !bindAddress.equals(other.bindAddress);
    }

    private static Duration millis(String key, String value, int unset, int least, int most) {
        return Duration.ofMillis(number(key, value, unset, least, most));
    }

    /** An empty value, such as that of an empty environment variable, is as good as none. */
    private static int number(String key, String value, int unset, int least, int most) {
        if (value.isBlank()) {
            return unset;
        }
        try {
            int number = Integer.parseInt(value.strip());
            if (number >= least && number <= most) {
                return number;
            }
            throw refused(key, value, least + " to " + most, null);
        } catch (NumberFormatException e) {
            throw refused(key, value, "a whole number from " + least + " to " + most, e);
        }
    }

    private static InetAddress address(String value) {
        try {
            return InetAddress.getByName(value.isBlank() ? "0.0.0.0" : value.strip());
        } catch (UnknownHostException e) {
            throw refused("bind.address", value, "an address of this server, or 0.0.0.0 for all of them", e);
        }
    }

    private static IllegalArgumentException refused(
            String key, String value, String allowed, @org.jspecify.annotations.Nullable Throwable cause) {
        return new IllegalArgumentException(
                "etc/" + TcpConfig.PID + ".cfg: " + key + " = '" + value + "' is not allowed; allowed is " + allowed
                        + ".",
                cause);
    }
}
