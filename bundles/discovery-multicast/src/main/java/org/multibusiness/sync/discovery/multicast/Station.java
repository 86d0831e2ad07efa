package org.multibusiness.sync.discovery.multicast;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.network.NetworkPort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of one group: one that listens on every suitable interface, one that sends. Keeps them in tune with the
 * interfaces and knows what doesn't work. Used by one thread, except where it says otherwise.
 */
final class Station implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Station.class);

    private final InetSocketAddress group;
    private final GroupReceiver.Inbox inbox;
    private final Function<List<NetworkPort>, Set<Segment>> suitable;
    private final GroupSender sender;
    private @Nullable GroupReceiver receiver;
    private Set<Segment> segments = Set.of();
    private Map<Segment, String> unsent = Map.of();
    private String deafness = "";
    private volatile Subnets subnets = Subnets.NONE;
    private volatile boolean listening;
    private volatile String condition = "not started yet";

    /**
     * Opens nothing yet.
     *
     * @param suitable which segments the interfaces offer to this group
     */
    Station(InetSocketAddress group, GroupReceiver.Inbox inbox, Function<List<NetworkPort>, Set<Segment>> suitable) {
        this.suitable = suitable;
        this.group = group;
        this.inbox = inbox;
        this.sender = new GroupSender(group);
    }

    /** Listens on exactly these interfaces, as far as they can. Cheap when nothing changed. */
    void tune(List<NetworkPort> ports) {
        Set<Segment> wanted = suitable.apply(ports);
        if (!wanted.equals(segments)) {
            subnets = Subnets.of(wanted);
        }
        segments = wanted;
        GroupReceiver current = receiver;
        if (current != null && !(current.alive() && segments.containsAll(current.joined()))) {
            current.close();
            receiver = null;
        }
        if (receiver == null) {
            open();
        }
        if (receiver != null) {
            receiver.join(segments);
        }
        describe();
    }

    private void open() {
        try {
            receiver = GroupReceiver.open(group, inbox);
            deafness = "";
        } catch (BindException taken) {
            deafness = "UDP port " + group.getPort() + " can't be shared (" + taken.getMessage()
                    + "): another program holds it"
                    + " for itself, so no announcement is heard here. Stop that program, or let it share the port, or set"
                    + " SYNC_MULTICAST_PORT to another port on all servers. It is tried again every 5 s; peers named in"
                    + " SYNC_PEERS are reached all the same";
        } catch (IOException broken) {
            deafness = "listening to " + words(group) + " failed: " + broken + ". It is tried again every 5 s";
        }
    }

    /** Whether there is an interface for it. */
    boolean hasSegments() {
        return !segments.isEmpty();
    }

    /** Sends on every interface; where that fails is part of the condition. */
    void send(byte[] message) {
        unsent = sender.send(message, segments);
        describe();
    }

    /** Whether it should listen and doesn't. */
    boolean deaf() {
        return receiver == null || !receiver.alive();
    }

    /** Through which interface a datagram came, as far as its source tells. Any thread. */
    String interfaceOf(InetAddress source) {
        return subnets.interfaceOf(source);
    }

    /** Whether it listens anywhere. Any thread. */
    boolean listening() {
        return listening;
    }

    /** What it listens to and what is wrong. Any thread. */
    String condition() {
        return condition;
    }

    private void describe() {
        listening = receiver != null && !receiver.joined().isEmpty();
        StringBuilder words = new StringBuilder();
        if (receiver == null) {
            words.append(deafness);
        } else if (segments.isEmpty()) {
            words.append("no interface carries multicast; name the peers in SYNC_PEERS instead");
        } else {
            words.append("listening to ").append(words(group)).append(" on ").append(names(receiver.joined()));
            receiver.failures()
                    .forEach((segment, reason) -> words.append("; not on ")
                            .append(segment.name())
                            .append(": ")
                            .append(reason));
        }
        unsent.forEach((segment, reason) -> words.append("; announcing on ")
                .append(segment.name())
                .append(" fails: ")
                .append(reason));
        change(words.toString());
    }

    /** Logs a condition once, when it comes. */
    private void change(String words) {
        if (words.equals(condition)) {
            return;
        }
        condition = words;
        boolean well =
                receiver != null && !segments.isEmpty() && receiver.failures().isEmpty() && unsent.isEmpty();
        if (well) {
            LOG.info("Multicast discovery: {}", words);
        } else {
            LOG.warn("Multicast discovery: {}", words);
        }
    }

    private static String names(Set<Segment> segments) {
        return segments.stream()
                .map(segment -> segment.name() + " (" + segment.address() + ")")
                .collect(Collectors.joining(", "));
    }

    private static String words(InetSocketAddress group) {
        return group.getAddress().getHostAddress() + ":" + group.getPort();
    }

    @Override
    public void close() {
        if (receiver != null) {
            receiver.close();
        }
    }
}
