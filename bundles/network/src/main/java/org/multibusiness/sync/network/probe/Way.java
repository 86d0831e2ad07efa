package org.multibusiness.sync.network.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Asks the system's routes, by a datagram socket that is connected and never used: nothing is sent. Stateless. */
public final class Way {
    /** The port of nobody; it only has to be one. */
    private static final int DISCARD = 9;

    private Way() {}

    /** Our own address of what would be sent to this one; empty when no route leads there. A call takes microseconds. */
    public static Optional<InetAddress> to(InetAddress target) {
        try (DatagramSocket unused = new DatagramSocket()) {
            unused.connect(new InetSocketAddress(target, DISCARD));
            InetAddress source = unused.getLocalAddress();
            return source.isAnyLocalAddress() ? Optional.empty() : Optional.of(source);
        } catch (IOException | UncheckedIOException noRoute) {
            return Optional.empty();
        }
    }
}
