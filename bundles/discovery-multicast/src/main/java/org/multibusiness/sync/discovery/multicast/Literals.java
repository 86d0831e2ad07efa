package org.multibusiness.sync.discovery.multicast;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads literal addresses from messages. Never asks the name service: a stranger must not choose what we look up. */
final class Literals {
    private static final String BYTE = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
    private static final Pattern IPV4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){2,7}");

    private Literals() {}

    static Optional<InetAddress> ipv4(String text) {
        return IPV4.matcher(text).matches() ? literal(text) : Optional.empty();
    }

    /** IPv4 or IPv6 without a zone. */
    static Optional<InetAddress> any(String text) {
        return IPV4.matcher(text).matches() || IPV6.matcher(text).matches() ? literal(text) : Optional.empty();
    }

    private static Optional<InetAddress> literal(String text) {
        try {
            return Optional.of(InetAddress.getByName(text)); // has the form of an address, so nothing is looked up
        } catch (UnknownHostException malformed) {
            return Optional.empty();
        }
    }
}
