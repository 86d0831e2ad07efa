package org.multibusiness.sync.network;

import java.net.InetAddress;
import java.util.List;

/**
 * An interface as the operating system shows it, nothing judged yet.
 *
 * @param name as {@link java.net.NetworkInterface#getName()}: {@code wlan0}, {@code enp3s0}; on Windows {@code eth4}
 * @param displayName as {@link java.net.NetworkInterface#getDisplayName()}: on Windows the adapter's own words
 * @param addresses in the system's order
 */
record SeenInterface(
        String name,
        String displayName,
        boolean up,
        boolean loopback,
        boolean pointToPoint,
        boolean multicast,
        List<InetAddress> addresses) {
    SeenInterface {
        addresses = List.copyOf(addresses);
    }

    /** Whether it has addresses, but none that anybody gave it: DHCP didn't answer, or nobody asked. */
    boolean linkLocalOnly() {
        return !addresses.isEmpty() && addresses.stream().allMatch(InetAddress::isLinkLocalAddress);
    }
}
