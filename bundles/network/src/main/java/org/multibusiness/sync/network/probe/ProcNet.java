package org.multibusiness.sync.network.probe;

import java.util.HashSet;
import java.util.Set;
import org.multibusiness.sync.api.network.NetworkProbe.Protocol;

/** Reads {@code /proc/net/tcp} and its sisters. Pure. */
final class ProcNet {
    private static final String LISTENING = "0A";
    private static final int LOCAL = 1;
    private static final int STATE = 3;
    private static final int USER = 7;
    private static final int INODE = 9;

    private ProcNet() {}

    /**
     * A socket.
     *
     * @param inode its number, as in the links of {@code /proc/PID/fd}
     * @param user whose it is
     */
    record Bound(long inode, int user) {}

    /** Who listens on the port; datagram sockets only have to be bound. */
    static Set<Bound> bound(String table, Protocol protocol, int port) {
        String wanted = String.format(":%04X", port);
        Set<Bound> found = new HashSet<>();
        table.lines().skip(1).map(line -> line.trim().split("\\s+", -1)).forEach(words -> {
            boolean there = words.length > INODE && words[LOCAL].endsWith(wanted);
            if (there && (protocol == Protocol.UDP || words[STATE].equals(LISTENING))) {
                found.add(new Bound(Long.parseLong(words[INODE]), Integer.parseInt(words[USER])));
            }
        });
        return found;
    }
}
