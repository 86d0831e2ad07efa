package org.multibusiness.sync.discovery.dns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/**
 * What the configuration asks for, checked.
 *
 * @param domain the domain to look at, absolute; empty when none is configured
 * @param servers the name servers to ask, in this order; empty: the system's
 * @param refresh the longest time between two looks, however long records may live
 * @param timeout how long one server may take
 * @param rejections one sentence for every value that was refused
 */
record Settings(
        Optional<Name> domain,
        List<InetSocketAddress> servers,
        Duration refresh,
        Duration timeout,
        List<String> rejections) {
    static final Settings DEFAULTS =
            new Settings(Optional.empty(), List.of(), Duration.ofMinutes(5), Duration.ofSeconds(2), List.of());

    private static final int DNS_PORT = 53;
    private static final int MOST_SERVERS = 8;
    private static final Pattern LITERAL =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final Pattern DOMAIN = Pattern.compile("[\\p{Alnum}_-]{1,63}(\\.[\\p{Alnum}_-]{1,63})*\\.?");

    Settings {
        servers = List.copyOf(servers);
        rejections = List.copyOf(rejections);
    }

    /** Reads every key; of a bad one the last good value stays in force. */
    static Settings from(DnsDiscovery.Config config, Settings last) {
        List<String> rejections = new ArrayList<>();
        return new Settings(
                domain(config.domain().trim(), last.domain, rejections),
                servers(config.servers(), last.servers, rejections),
                millis("refresh.ms", config.refresh_ms(), 1_000, 86_400_000, last.refresh, rejections),
                millis("timeout.ms", config.timeout_ms(), 100, 10_000, last.timeout, rejections),
                rejections);
    }

    private static Optional<Name> domain(String value, Optional<Name> last, List<String> rejections) {
        if (value.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (DOMAIN.matcher(value).matches()) {
                return Optional.of(Name.fromString(value, Name.root));
            }
        } catch (TextParseException tooLong) {
            // The same answer as to one of another form.
        }
        rejections.add(rejection(
                "domain",
                value,
                "a domain such as branches.example.org (SYNC_DNS_DOMAIN)",
                last.map(Name::toString).orElse("no domain")));
        return last;
    }

    private static List<InetSocketAddress> servers(
            String value, List<InetSocketAddress> last, List<String> rejections) {
        List<InetSocketAddress> servers = new ArrayList<>();
        for (String entry : value.split("[,\\s]+", -1)) {
            if (entry.isEmpty()) {
                continue;
            }
            Optional<InetSocketAddress> server = server(entry);
            if (server.isEmpty() || servers.size() >= MOST_SERVERS) {
                rejections.add(rejection(
                        "servers",
                        value,
                        "at most " + MOST_SERVERS
                                + " addresses in digits, with a port if it isn't 53: 192.168.0.1,[fd00::1]:5353",
                        last.isEmpty() ? "the system's servers" : last));
                return last;
            }
            servers.add(server.get());
        }
        return servers;
    }

    /** A name would need a name server. */
    private static Optional<InetSocketAddress> server(String entry) {
        try {
            boolean bare =
                    entry.indexOf(':') < 0 || (entry.indexOf(':') != entry.lastIndexOf(':') && !entry.startsWith("["));
            PeerAddress parsed = PeerAddress.parse(bare && entry.indexOf(':') >= 0 ? "[" + entry + "]" : entry);
            if (!LITERAL.matcher(parsed.host()).matches()) {
                return Optional.empty();
            }
            boolean portless = bare || entry.endsWith("]");
            return Optional.of(
                    new InetSocketAddress(InetAddress.getByName(parsed.host()), portless ? DNS_PORT : parsed.port()));
        } catch (IllegalArgumentException | UnknownHostException malformed) {
            return Optional.empty();
        }
    }

    private static Duration millis(
            String key, String value, long least, long most, Duration last, List<String> rejections) {
        try {
            long number = Long.parseLong(value.trim());
            if (number >= least && number <= most) {
                return Duration.ofMillis(number);
            }
        } catch (NumberFormatException notANumber) {
            // The same answer as to a number out of range.
        }
        rejections.add(rejection(key, value, "a number from " + least + " to " + most, last.toMillis()));
        return last;
    }

    private static String rejection(String key, String value, String allowed, Object last) {
        return "etc/" + DnsDiscovery.PID + ".cfg: " + key + " = '" + value + "' is not allowed; allowed: " + allowed
                + ". Until it is mended " + last + " stays in force.";
    }
}
