package org.multibusiness.sync.discovery.multicast;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sends to the group on one segment after the other, from a port of its own: so announcing works while another program holds the
 * group's port. TTL 1: no router passes it on. Other nodes on this host hear it too. Used by one thread.
 */
final class GroupSender implements AutoCloseable {
    private final InetSocketAddress group;
    private @Nullable DatagramChannel channel;

    GroupSender(InetSocketAddress group) {
        this.group = group;
    }

    /** Sends to all of them, and says where that failed and why. */
    Map<Segment, String> send(byte[] message, Set<Segment> segments) {
        Map<Segment, String> failures = new LinkedHashMap<>();
        for (Segment segment : segments) {
            try {
                DatagramChannel open = open();
                open.setOption(StandardSocketOptions.IP_MULTICAST_IF, segment.card());
                open.send(ByteBuffer.wrap(message), group);
            } catch (IOException | IllegalArgumentException refused) {
                failures.put(segment, String.valueOf(refused.getMessage()));
            }
        }
        return failures;
    }

    private DatagramChannel open() throws IOException {
        DatagramChannel open = channel;
        if (open == null || !open.isOpen()) {
            open = DatagramChannel.open(GroupReceiver.family(group));
            channel = open;
            open.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 1);
            open.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true);
        }
        return open;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
