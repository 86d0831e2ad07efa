package org.multibusiness.sync.discovery.multicast;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to the group on some segments, with a thread of its own. A membership is never given up: to leave a segment the
 * whole receiver is closed and another one opened, because leaving an interface that is gone fails in ways that Java takes for
 * impossible. Except for the thread, used by one thread.
 *
 * <p>The socket is bound to the group's address: so it shares the port with Avahi or Bonjour, and unicast datagrams that are
 * theirs never end up here. Windows can't bind to a group; there it is the wildcard address.
 */
final class GroupReceiver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupReceiver.class);
    private static final long STOP_MILLIS = 1_000;

    private final InetSocketAddress group;
    private final DatagramChannel channel;
    private final Inbox inbox;
    private final Thread thread;
    private final Set<Segment> joined = new LinkedHashSet<>();
    private final Map<Segment, String> failures = new LinkedHashMap<>();

    /** Takes datagrams, on the receiver's thread. */
    @FunctionalInterface
    interface Inbox {
        /** The bytes are the inbox's own; one more than allowed when the datagram was longer. */
        void arrived(byte[] datagram, InetAddress source);
    }

    private GroupReceiver(InetSocketAddress group, DatagramChannel channel, Inbox inbox) {
        this.group = group;
        this.channel = channel;
        this.inbox = inbox;
        this.thread = new Thread(this::receive, "sync-multicast-receiver");
        thread.setDaemon(true);
    }

    /**
     * Binds the port, together with others if they share it, and starts to listen.
     *
     * @throws IOException when the port can't be had; then nothing is left open
     */
    @SuppressWarnings("resource") // closed by close()
    static GroupReceiver open(InetSocketAddress group, Inbox inbox) throws IOException {
        DatagramChannel channel = DatagramChannel.open(family(group));
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true); // Windows looks at the receiver's option
            channel.bind(windows() ? new InetSocketAddress(group.getPort()) : group);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        GroupReceiver receiver = new GroupReceiver(group, channel, inbox);
        receiver.thread.start();
        return receiver;
    }

    /** Joins the group where it isn't joined yet; what fails is remembered and tried again at the next call. */
    void join(Set<Segment> segments) {
        failures.clear();
        for (Segment segment : segments) {
            if (!joined.contains(segment)) {
                join(segment);
            }
        }
    }

    private void join(Segment segment) {
        try {
            channel.join(group.getAddress(), segment.card());
            joined.add(segment);
        } catch (IOException | IllegalArgumentException | IllegalStateException refused) {
            failures.put(segment, String.valueOf(refused.getMessage()));
        }
    }

    /** Where it listens. */
    Set<Segment> joined() {
        return joined;
    }

    /** Where it should listen and can't, and why. */
    Map<Segment, String> failures() {
        return failures;
    }

    /** Whether its socket and thread still work. */
    boolean alive() {
        return channel.isOpen() && thread.isAlive();
    }

    @Override
    public void close() {
        try {
            channel.close();
            thread.join(STOP_MILLIS);
        } catch (IOException e) {
            LOG.debug("Closing the multicast receiver failed; its socket is gone all the same", e);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void receive() {
        ByteBuffer buffer = ByteBuffer.allocate(PresenceReader.LIMIT_BYTES + 1);
        try {
            while (true) {
                buffer.clear();
                if (channel.receive(buffer) instanceof InetSocketAddress source) {
                    inbox.arrived(Arrays.copyOf(buffer.array(), buffer.position()), source.getAddress());
                }
            }
        } catch (ClosedChannelException closed) {
            LOG.trace("The multicast receiver was closed", closed);
        } catch (IOException | RuntimeException broken) {
            LOG.warn("Listening to {} failed; it is tried again within seconds", group, broken);
        }
    }

    /** Of a group's address. */
    static StandardProtocolFamily family(InetSocketAddress group) {
        return group.getAddress() instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
    }

    private static boolean windows() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
    }
}
