package org.multibusiness.sync.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.KnownPeer;
import org.multibusiness.sync.api.discovery.PeerCandidate;
import org.multibusiness.sync.api.discovery.PeerCandidate.Standing;
import org.multibusiness.sync.api.doctor.PeerSighting;

/**
 * Peers that others are linked with or hear, and nobody here names: their addresses are tried, and the handshake proves or
 * refuses them as everybody. The word of one peer is bounded, so that it can't fill the directory. Used by the loop's thread.
 */
final class Introductions {
    /** How such an address is marked. */
    static final String PROVENANCE = "introduced";

    private static final int MOST_BY_ONE = 64;

    private final KnownPeers peers;
    private final Map<NodeId, List<PeerCandidate>> byTeller = new HashMap<>();

    Introductions(KnownPeers peers) {
        this.peers = peers;
    }

    /** A peer told whom it knows; what it no longer tells is forgotten, while nobody else says the same. */
    void told(NodeId teller, List<PeerSighting> sightings, NodeId self) {
        List<PeerCandidate> fresh = new ArrayList<>();
        for (PeerSighting sighting : sightings) {
            boolean there = sighting.state() != PeerSighting.State.EXPECTED
                    && !sighting.addresses().isEmpty();
            if (there && !sighting.node().equals(self) && fresh.size() < MOST_BY_ONE && isWanted(sighting.node())) {
                fresh.add(candidate(sighting));
            }
        }
        List<PeerCandidate> before = byTeller.put(teller, fresh);
        fresh.forEach(candidate -> peers.seen(PROVENANCE, candidate));
        forget(before == null ? List.of() : before);
    }

    /** The teller's link is down for good. */
    void forgotten(NodeId teller) {
        List<PeerCandidate> before = byTeller.remove(teller);
        forget(before == null ? List.of() : before);
    }

    Set<NodeId> tellers() {
        return Set.copyOf(byTeller.keySet());
    }

    private void forget(List<PeerCandidate> before) {
        Set<NodeId> named = new HashSet<>();
        byTeller.values()
                .forEach(list -> list.forEach(
                        candidate -> Optional.ofNullable(candidate.node()).ifPresent(named::add)));
        before.stream()
                .filter(candidate -> candidate.node() != null && !named.contains(candidate.node()))
                .forEach(candidate -> peers.gone(PROVENANCE, candidate));
    }

    /** Nothing better is there: no discovery names it, and it did not show another key. */
    private boolean isWanted(NodeId node) {
        Optional<KnownPeer> known = peers.peer(node);
        return known.isEmpty()
                || (known.get().standing() != Standing.WRONG_KEY
                        && Acquaintances.FROM_MEMORY.containsAll(Acquaintances.via(known.get())));
    }

    private static PeerCandidate candidate(PeerSighting sighting) {
        return new PeerCandidate(sighting.node(), sighting.name(), sighting.addresses(), "", "", Standing.UNPROVEN);
    }
}
