package org.multibusiness.sync.discovery.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.multibusiness.sync.api.discovery.Beacon;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.discovery.PeerCandidate;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * One look at the domain. The first of these that exists speaks: SRV {@code _multibiz-sync._tcp.DOMAIN} (RFC 2782: by priority,
 * then weight); TXT of the domain, strings {@code multibiz-sync=HOST[:PORT]}; A and AAAA of the domain, each a branch. Used by one
 * thread, once.
 */
final class Look {
    /** Candidates, and addresses of each, kept; what is beyond is remarked. */
    static final int LIMIT = 64;

    private static final int MOST_ADDRESSES = 8;
    private static final int MOST_ALIASES = 8;
    private static final int MOST_UNKNOWN = 3;
    private static final long NOTHING_SECONDS = 60;
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|.*:.*");
    private static final String PREFIX = "multibiz-sync=";
    private static final Name NOWHERE = Name.fromConstantString("invalid.");
    private static final Name SERVICE = Name.fromConstantString("_multibiz-sync._tcp");

    private final Questions servers;
    private final List<String> remarks = new ArrayList<>();
    private final Set<String> unknown = new LinkedHashSet<>();
    private long seconds = Long.MAX_VALUE;

    private Look(Questions servers) {
        this.servers = servers;
    }

    /**
     * Looks.
     *
     * @throws IOException when the name servers don't answer: then nothing is known, and what was known may still be true
     */
    static Finding at(Name domain, Questions servers) throws IOException {
        return new Look(servers).look(domain);
    }

    private Finding look(Name domain) throws IOException {
        List<SRVRecord> services = services(domain);
        if (!services.isEmpty()) {
            return found("SRV", hosts(services));
        }
        List<PeerAddress> named = named(domain);
        if (!named.isEmpty()) {
            return found("TXT", resolved(named));
        }
        List<PeerCandidate> here = new ArrayList<>();
        for (InetAddress address : addresses(domain)) {
            PeerAddress peer = new PeerAddress(address.getHostAddress(), PeerAddress.DEFAULT_PORT);
            here.add(candidate(peer.toString(), List.of(peer)));
        }
        return found(here.isEmpty() ? "no" : "A/AAAA", here);
    }

    private Finding found(String records, List<PeerCandidate> candidates) {
        if (candidates.size() > LIMIT) {
            remarks.add("only the first " + LIMIT + " of " + candidates.size() + " are taken");
        }
        return new Finding(
                records,
                candidates.stream().limit(LIMIT).toList(),
                seconds == Long.MAX_VALUE ? NOTHING_SECONDS : seconds,
                unknown,
                remarks);
    }

    private List<SRVRecord> services(Name domain) throws IOException {
        Name service;
        try {
            service = Name.concatenate(SERVICE, domain);
        } catch (NameTooLongException tooLong) {
            return List.of();
        }
        return answers(service, Type.SRV, SRVRecord.class).stream()
                .filter(record -> !record.getTarget().equals(Name.root)) // RFC 2782: decidedly not here
                .sorted(Comparator.comparingInt(SRVRecord::getPriority)
                        .thenComparing(
                                Comparator.comparingInt(SRVRecord::getWeight).reversed()))
                .toList();
    }

    private List<PeerCandidate> hosts(List<SRVRecord> services) throws IOException {
        List<PeerAddress> hosts = new ArrayList<>();
        for (SRVRecord service : services) {
            String host = service.getTarget().toString(true);
            try {
                hosts.add(new PeerAddress(host, service.getPort()));
            } catch (IllegalArgumentException bad) {
                remarks.add("an SRV record is left out: " + Beacon.harmless(String.valueOf(bad.getMessage())));
            }
        }
        return resolved(hosts);
    }

    private List<PeerAddress> named(Name domain) throws IOException {
        List<PeerAddress> named = new ArrayList<>();
        for (TXTRecord text : answers(domain, Type.TXT, TXTRecord.class)) {
            String words = text.getStringsAsByteArrays().stream()
                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .collect(Collectors.joining());
            if (words.startsWith(PREFIX)) {
                read(words.substring(PREFIX.length()), named);
            }
        }
        return named;
    }

    private void read(String words, List<PeerAddress> named) {
        for (String entry : words.split("[,\\s]+", -1)) {
            try {
                if (!entry.isEmpty()) {
                    named.add(PeerAddress.parse(entry));
                }
            } catch (IllegalArgumentException bad) {
                remarks.add("a TXT record is left out: " + Beacon.harmless(String.valueOf(bad.getMessage())));
            }
        }
    }

    private List<PeerCandidate> resolved(List<PeerAddress> hosts) throws IOException {
        List<PeerCandidate> candidates = new ArrayList<>();
        for (PeerAddress host : hosts.stream().distinct().limit(LIMIT).toList()) {
            List<PeerAddress> addresses = addresses(host);
            if (!addresses.isEmpty()) {
                candidates.add(candidate(host.toString(), addresses));
            } else if (!unknown.contains(host.toString())) {
                remarks.add(Beacon.harmless(host.host()) + " has no address");
            }
        }
        return candidates;
    }

    private List<PeerAddress> addresses(PeerAddress host) throws IOException {
        if (LITERAL.matcher(host.host()).matches()) {
            return List.of(host);
        }
        try {
            return addresses(name(host.host())).stream()
                    .map(address -> new PeerAddress(address.getHostAddress(), host.port()))
                    .toList();
        } catch (IOException unanswered) {
            unknown.add(host.toString());
            if (unknown.size() > MOST_UNKNOWN) {
                throw unanswered; // each takes its time
            }
            remarks.add(
                    "where " + Beacon.harmless(host.host()) + " is was not answered (" + unanswered.getMessage() + ")");
            return List.of();
        }
    }

    /** A name that can't be one exists nowhere. */
    private static Name name(String host) {
        try {
            return Name.fromString(host, Name.root);
        } catch (TextParseException malformed) {
            return NOWHERE;
        }
    }

    private static PeerCandidate candidate(String name, List<PeerAddress> addresses) {
        return new PeerCandidate(null, name, addresses, "", "", PeerCandidate.Standing.UNPROVEN);
    }

    private Set<InetAddress> addresses(Name host) throws IOException {
        Set<InetAddress> addresses = new LinkedHashSet<>();
        answers(host, Type.A, ARecord.class).forEach(record -> addresses.add(record.getAddress()));
        answers(host, Type.AAAA, AAAARecord.class).forEach(record -> addresses.add(record.getAddress()));
        return addresses.stream()
                .filter(address -> !address.isAnyLocalAddress() && !address.isMulticastAddress())
                .limit(MOST_ADDRESSES)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The records of this type, aliases followed. */
    private <R extends Record> List<R> answers(Name name, int type, Class<R> kind) throws IOException {
        Name current = name;
        for (int hop = 0; hop < MOST_ALIASES; hop++) {
            Message answer = servers.ask(current, type);
            for (int alias = 0; alias < MOST_ALIASES; alias++) {
                List<R> records = of(answer, current, kind);
                if (!records.isEmpty()) {
                    return records;
                }
                List<CNAMERecord> aliases = of(answer, current, CNAMERecord.class);
                if (aliases.isEmpty()) {
                    break;
                }
                current = aliases.get(0).getTarget();
            }
            if (!asksAgain(answer, current)) {
                return List.of();
            }
        }
        remarks.add(name.toString(true) + " is an alias of an alias without end");
        return List.of();
    }

    /** Whether the answer ended with an alias of which it says nothing more. */
    private boolean asksAgain(Message answer, Name current) {
        if (!answer.getQuestion().getName().equals(current)) {
            return true;
        }
        answer.getSection(Section.AUTHORITY).stream()
                .filter(SOARecord.class::isInstance)
                .map(SOARecord.class::cast)
                .forEach(soa ->
                        live(Math.min(soa.getTTL(), soa.getMinimum()))); // RFC 2308: how long "no" may be believed
        return false;
    }

    private <R extends Record> List<R> of(Message answer, Name name, Class<R> kind) {
        List<R> records = answer.getSection(Section.ANSWER).stream()
                .filter(record -> record.getName().equals(name))
                .filter(kind::isInstance)
                .map(kind::cast)
                .limit(4L * LIMIT)
                .toList();
        records.forEach(record -> live(record.getTTL()));
        return records;
    }

    private void live(long ttl) {
        seconds = Math.min(seconds, ttl);
    }
}
