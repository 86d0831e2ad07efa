package org.multibusiness.sync.engine;

import java.util.List;
import java.util.Optional;
import org.multibusiness.sync.api.discovery.KnownPeer;

/** Nodes that were heard of and can't be synced with until somebody does something. */
final class Misfit {
    /** Anybody on the network can make up nodes. */
    private static final int MOST = 5;

    private static final String WRONG_KEY = "wrong-key";

    private Misfit() {}

    /** Why this node can't be synced with and what to do; empty when it can. */
    static Optional<String> of(KnownPeer peer) {
        return switch (peer.standing()) {
            case PREDECESSOR ->
                Optional.of("runs the predecessor's software: it is listed, never synced with. Install Multi-Business"
                        + " Sync there.");
            case WRONG_KEY ->
                Optional.of(refusal(peer)
                        .orElse("its registration key differs from ours. Set the same SYNC_REGISTRATION_KEY (or copy"
                                + " etc/sync.key) on both servers."));
            case AUTHENTIC, UNPROVEN -> Optional.empty();
        };
    }

    /** What the last dial said: it knows whether a rotation was missed, and by whom. */
    private static Optional<String> refusal(KnownPeer peer) {
        return peer.addresses().stream()
                .filter(known -> known.outcome().equals(WRONG_KEY))
                .map(KnownPeer.KnownAddress::lastResult)
                .findFirst();
    }

    /** One line for each of the first few. */
    static List<String> lines(List<KnownPeer> known) {
        return known.stream()
                .flatMap(peer -> of(peer).map(why -> line(peer, why)).stream())
                .limit(MOST)
                .toList();
    }

    private static String line(KnownPeer peer, String why) {
        String address = peer.addresses().stream()
                .findFirst()
                .map(known -> " at " + known.address())
                .orElse("");
        return "Node " + peer.name() + address + ": " + why;
    }
}
