package org.multibusiness.sync.discovery.multicast;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Sends to the group on one segment after the other, from a port of its own: so announcing works while another program holds the
 * group's port. That port is open for a moment only: nobody reads from it, and a port scan finds nothing more than the group's.
 * TTL 1: no router passes it on. Other nodes on this host hear it too. Used by one thread.
 */
final class GroupSender {
    private final InetSocketAddress group;

    GroupSender(InetSocketAddress group) {
        this.group = group;
    }

    /** Sends to all of them, and says where that failed and why. */
    Map<Segment, String> send(byte[] message, Set<Segment> segments) {
        Map<Segment, String> failures = new LinkedHashMap<>();
        for (Segment segment : segments) {
            try (DatagramChannel channel = DatagramChannel.open(GroupReceiver.family(group))) {
                channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 1);
                channel.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true);
                channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, segment.card());
                channel.send(ByteBuffer.wrap(message), group);
            } catch (IOException | IllegalArgumentException refused) {
                failures.put(segment, String.valueOf(refused.getMessage()));
            }
        }
        return failures;
    }
}
