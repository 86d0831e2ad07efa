package org.multibusiness.sync.core.doctor;

import java.util.List;

/** Addresses that mean something on their own host only: containers' bridges, and what a host gives itself without DHCP. */
final class OddAddress {
    /** Docker's default bridge; RFC 3927; RFC 4291. */
    private static final List<String> BEGINNINGS = List.of("172.17.", "169.254.", "[fe80:");

    private OddAddress() {}

    static boolean is(String address) {
        return BEGINNINGS.stream().anyMatch(address::startsWith);
    }

    /** The port behind the last colon. */
    static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** Without the port, and without brackets. */
    static String host(String address) {
        int colon = address.lastIndexOf(':');
        String host = colon < 0 ? address : address.substring(0, colon);
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
