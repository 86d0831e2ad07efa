package org.multibusiness.sync.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Under which names browsers may open this server. A page of a stranger can let its own name point here (DNS rebinding); it can't
 * choose ours. Thread-safe; asks no name service.
 */
final class OwnNames {
    private static final Pattern DOTTED = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private final Set<String> names;

    OwnNames(Set<String> names) {
        this.names = Set.copyOf(names);
    }

    /** This computer's own name, and what the operator adds. */
    static OwnNames ofThisComputer(Set<String> added) {
        Set<String> names = new HashSet<>(added);
        try {
            names.add(InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT));
        } catch (UnknownHostException e) {
            // It has a name that it can't resolve: then a browser can't, either.
        }
        return new OwnNames(names);
    }

    /**
     * Whether it is a name of this server.
     *
     * @param host in lower case, without brackets
     * @param local the address that the request came to: under it, too, may the server be opened
     */
    boolean isOurs(String host, InetAddress local) {
        if (host.equals("localhost") || names.contains(host)) {
            return true;
        }
        if (!host.contains(":") && !DOTTED.matcher(host).matches()) {
            return false;
        }
        try {
            // A literal, so nobody is asked.
            InetAddress literal = InetAddress.getByName(host);
            return literal.isLoopbackAddress() || literal.equals(local);
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
