package org.multibusiness.sync.api.discovery;

import java.util.regex.Pattern;

/**
 * Where a peer may be reached.
 *
 * @param host a name or a literal address (IPv6 with its zone, if it has one), without brackets
 * @param port its sync port, 1 to 65535
 */
public record PeerAddress(String host, int port) implements Comparable<PeerAddress> {
    /** The port that is meant when none is given. */
    public static final int DEFAULT_PORT = 8765;

    private static final Pattern NAME = Pattern.compile("[^\\s\\[\\]/:]+");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F.]*:[0-9a-fA-F.]*:[0-9a-fA-F.:]*(%[^\\s\\[\\]/]+)?");

    /** Checks the form; throws {@link IllegalArgumentException} naming what is wrong. */
    public PeerAddress {
        if (!NAME.matcher(host).matches() && !IPV6.matcher(host).matches()) {
            throw new IllegalArgumentException(
                    "host '" + host + "' is neither a name nor an address (no white space, brackets or slashes)");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " of " + host + " is not between 1 and 65535");
        }
    }

    /**
     * Reads {@code host}, {@code host:port}, {@code [v6]} or {@code [v6]:port}.
     *
     * @throws IllegalArgumentException naming the text and what is allowed
     */
    public static PeerAddress parse(String text) {
        String trimmed = text.trim();
        int colon = trimmed.lastIndexOf(':');
        boolean bracketed = trimmed.startsWith("[");
        boolean hasPort = colon > 0 && (bracketed ? trimmed.charAt(colon - 1) == ']' : trimmed.indexOf(':') == colon);
        String host = hasPort ? trimmed.substring(0, colon) : trimmed;
        if (bracketed && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            return new PeerAddress(host, hasPort ? Integer.parseInt(trimmed.substring(colon + 1)) : DEFAULT_PORT);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + text
                            + "' is not a peer address; allowed is HOST or HOST:PORT with a port from 1 to 65535, for example 192.168.0.20:8765",
                    e);
        }
    }

    @Override
    public int compareTo(PeerAddress other) {
        int byHost = host.compareTo(other.host);
        return byHost != 0 ? byHost : Integer.compare(port, other.port);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
