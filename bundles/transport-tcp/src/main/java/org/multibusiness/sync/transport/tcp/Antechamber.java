package org.multibusiness.sync.transport.tcp;

import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The connections that are in their handshake. When it is full the newcomer gets in and the oldest of the busiest address is
 * cut: who opens many connections and says nothing pushes out himself, and a peer, which needs a fraction of a second, gets
 * through. Thread-safe.
 */
final class Antechamber {
    private final List<Socket> waiting = new ArrayList<>();
    private boolean closed;

    /** Lets a connection in; gives those that must go. */
    synchronized List<Socket> enter(Socket newcomer, int most) {
        waiting.add(newcomer);
        List<Socket> mustGo = new ArrayList<>();
        while (waiting.size() > (closed ? 0 : most)) {
            Socket oldest = oldestOfTheBusiest();
            waiting.remove(oldest);
            mustGo.add(oldest);
        }
        return mustGo;
    }

    /** The handshake is over, well or not; whether the connection had not been sent away before. */
    synchronized boolean leave(Socket socket) {
        return waiting.remove(socket);
    }

    /** Cuts all, and lets nobody in any more. */
    synchronized void close() {
        closed = true;
        waiting.forEach(Deadline::closeQuietly);
    }

    private Socket oldestOfTheBusiest() {
        Map<InetAddress, Long> counts =
                waiting.stream().collect(Collectors.groupingBy(Antechamber::from, Collectors.counting()));
        long busiest = counts.values().stream().max(Comparator.naturalOrder()).orElse(0L);
        return waiting.stream()
                .filter(socket -> counts.getOrDefault(from(socket), 0L) == busiest)
                .findFirst()
                .orElseThrow();
    }

    /** A connection that is gone already has no address any more. */
    private static InetAddress from(Socket socket) {
        InetAddress address = socket.getInetAddress();
        return address == null ? InetAddress.getLoopbackAddress() : address;
    }
}
