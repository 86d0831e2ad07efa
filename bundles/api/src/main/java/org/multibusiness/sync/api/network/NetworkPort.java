package org.multibusiness.sync.api.network;

import java.util.List;

/**
 * One network interface.
 *
 * @param name its name as {@link java.net.NetworkInterface#getName()}
 * @param kind what it looks like: Wi-Fi, Ethernet, VPN, docker, loopback …
 * @param priority larger is better (the predecessor's table: Wi-Fi 100 … link-local 1)
 * @param addresses its literal addresses, IPv4 first
 * @param multicast whether it carries multicast
 * @param reason why it has this priority, or why it is ignored
 */
public record NetworkPort(
        String name, String kind, int priority, List<String> addresses, boolean multicast, String reason) {
    /** Copies the list. */
    public NetworkPort {
        addresses = List.copyOf(addresses);
    }
}
