package org.multibusiness.sync.embedded.postgresql;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;

/** TCP ports on 127.0.0.1. */
final class LoopbackPort {
    /** Below the range that operating systems take the ports of outgoing connections from. */
    private static final int FIRST = 20_000;

    private static final int COUNT = 10_000;
    private static final int TRIES = 100;

    private LoopbackPort() {}

    /** A port that nobody listens on now. */
    static int anyFree() throws ClusterException {
        return new SecureRandom()
                .ints(TRIES, FIRST, FIRST + COUNT)
                .filter(LoopbackPort::isFree)
                .findFirst()
                .orElseThrow(() -> new ClusterException("No free port found between " + FIRST + " and "
                        + (FIRST + COUNT) + ": set one in etc/" + EmbeddedPostgresql.PID + ".cfg"));
    }

    static void requireFree(int port) throws ClusterException {
        if (!isFree(port)) {
            throw new ClusterException("Port " + port + " on 127.0.0.1 is taken by another program. Stop that program,"
                    + " or set another port with 'port = …' in etc/" + EmbeddedPostgresql.PID + ".cfg");
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
