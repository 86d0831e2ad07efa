package org.multibusiness.sync.network;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** Interfaces that are not there. */
final class Interfaces {
    private Interfaces() {}

    static SeenInterface loopback() {
        return new SeenInterface("lo", "lo", true, true, false, false, addresses("127.0.0.1", "::1"));
    }

    static SeenInterface up(String name, String... addresses) {
        return new SeenInterface(name, name, true, false, false, true, addresses(addresses));
    }

    static SeenInterface down(String name, String... addresses) {
        return new SeenInterface(name, name, false, false, false, true, addresses(addresses));
    }

    private static List<InetAddress> addresses(String... literals) {
        return Arrays.stream(literals).map(Interfaces::address).toList();
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }
}
