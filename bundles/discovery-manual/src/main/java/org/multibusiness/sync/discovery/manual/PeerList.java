package org.multibusiness.sync.discovery.manual;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.multibusiness.sync.api.discovery.PeerAddress;

/**
 * Peers read from a text: the good ones count, and every bad one is named.
 *
 * @param peers sorted, at most {@link #LIMIT}
 * @param refused one sentence for each entry that is no peer
 */
record PeerList(SortedSet<PeerAddress> peers, List<String> refused) {
    /** More peers than any group of branches has; what is beyond is refused by name. */
    static final int LIMIT = 256;

    private static final Pattern HOST = Pattern.compile("[\\p{L}\\p{N}._:%-]{1,255}");

    PeerList {
        peers = Collections.unmodifiableSortedSet(new TreeSet<>(peers));
        refused = List.copyOf(refused);
    }

    /** Reads entries separated by commas, spaces or line ends; what follows a {@code #} on a line is a remark. */
    static PeerList read(String text) {
        TreeSet<PeerAddress> peers = new TreeSet<>();
        List<String> refused = new ArrayList<>();
        text.lines().map(line -> line.replaceFirst("#.*", "")).forEach(line -> {
            for (String entry : line.split("[,\\s]+", -1)) {
                if (!entry.isEmpty()) {
                    read(entry, peers, refused);
                }
            }
        });
        return new PeerList(peers, refused);
    }

    private static void read(String entry, Set<PeerAddress> peers, List<String> refused) {
        try {
            PeerAddress peer = checked(PeerAddress.parse(entry));
            if (peers.size() >= LIMIT && !peers.contains(peer)) {
                refused.add("'" + entry + "' is one too many: " + LIMIT + " peers are allowed");
            } else {
                peers.add(peer);
            }
        } catch (IllegalArgumentException bad) {
            refused.add(String.valueOf(bad.getMessage()));
        }
    }

    /**
     * The address, if its host may be a name or a literal address.
     *
     * @throws IllegalArgumentException naming the host and what is allowed
     */
    static PeerAddress checked(PeerAddress peer) {
        if (!HOST.matcher(peer.host()).matches()) {
            throw new IllegalArgumentException("'" + peer.host()
                    + "' is neither a host name nor an address; allowed is HOST or HOST:PORT, for example"
                    + " branch2.example.org or 192.168.0.20:8765 or [fd00::20]:8765");
        }
        return peer;
    }
}
