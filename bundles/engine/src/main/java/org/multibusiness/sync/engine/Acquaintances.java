package org.multibusiness.sync.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.KnownPeer;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.discovery.PeerCandidate.Standing;
import org.multibusiness.sync.api.doctor.NodeFacts.DialFact;
import org.multibusiness.sync.api.doctor.PeerSighting;
import org.multibusiness.sync.api.partition.PeerCondition;

/** How we look for others and whom we know, as linked peers are told: who is proven or was met, never who shows another key. */
final class Acquaintances {
    /** Sources that name a peer whether it is there or not. */
    static final Set<String> FROM_MEMORY = Set.of("manual", "last-known", Introductions.PROVENANCE);

    private Acquaintances() {}

    /**
     * The telling.
     *
     * @param itself what this node says of itself; the first, so that no flood of others displaces it
     */
    static List<PeerSighting> of(
            Optional<PeerSighting> itself,
            PeerBoard board,
            List<PeerCondition> conditions,
            Encounters encounters,
            Instant now) {
        Map<NodeId, Instant> heard = new HashMap<>();
        conditions.forEach(condition -> heard.put(condition.node(), condition.lastHeard()));
        List<PeerSighting> sightings = new ArrayList<>(itself.stream().toList());
        for (KnownPeer peer : board.known()) {
            boolean ofUs = peer.standing() == Standing.AUTHENTIC || peer.standing() == Standing.UNPROVEN;
            if (ofUs && !peer.nodeId().isEmpty() && sightings.size() < PeerSighting.MOST) {
                sightings.add(sighting(
                        peer, board, Optional.ofNullable(heard.get(new NodeId(peer.nodeId()))), encounters, now));
            }
        }
        return sightings;
    }

    private static PeerSighting sighting(
            KnownPeer peer, PeerBoard board, Optional<Instant> heard, Encounters encounters, Instant now) {
        NodeId node = new NodeId(peer.nodeId());
        PeerBoard.Linked link = board.linked().get(node);
        List<String> via = via(peer);
        boolean isHeard = via.stream().anyMatch(source -> !FROM_MEMORY.contains(source));
        PeerSighting.State state = link != null
                ? PeerSighting.State.LINKED
                : isHeard ? PeerSighting.State.HEARD : PeerSighting.State.EXPECTED;
        List<PeerAddress> addresses = addresses(peer, link == null ? "" : link.address());
        String failure = addresses.stream()
                .flatMap(address -> encounters.failure(address).stream())
                .map(DialFact::failure)
                .map(failed -> failed.cause().name())
                .findFirst()
                .orElse("");
        long age = heard.map(at -> Math.max(0, Duration.between(at, now).toSeconds()))
                .orElse(-1L);
        return new PeerSighting(
                node, peer.name(), state, via, addresses, new PeerSighting.Last(age, link == null ? failure : ""));
    }

    static List<String> via(KnownPeer peer) {
        return peer.addresses().stream()
                .flatMap(address -> address.provenance().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** The host of the link in use first; the port of a link that was dialled there is not the one to dial. */
    private static List<PeerAddress> addresses(KnownPeer peer, String inUse) {
        List<PeerAddress> addresses = new ArrayList<>();
        for (KnownPeer.KnownAddress known : peer.addresses()) {
            boolean first = inUse.equals(known.address().toString())
                    || known.lastResult().equals("linked");
            addresses.add(first ? 0 : addresses.size(), known.address());
        }
        return addresses;
    }
}
