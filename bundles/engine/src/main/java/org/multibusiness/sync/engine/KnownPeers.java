package org.multibusiness.sync.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.KnownPeer;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.discovery.PeerCandidate;
import org.multibusiness.sync.api.transport.DialFailure;

/**
 * Everybody known, and whom to dial next. Candidates are merged by node id; those without one are known by their addresses until
 * somebody answers there. Time and randomness come in as arguments. Used by the loop's thread only.
 */
final class KnownPeers {
    private static final int MOST_PEERS = 512;

    private final Map<String, Acquaintance> peers = new LinkedHashMap<>();
    private final DoubleSupplier random;

    KnownPeers(DoubleSupplier random) {
        this.random = random;
    }

    /**
     * Someone was heard of.
     *
     * @return where to dial now even though there is a link: the peer has moved, see {@link Acquaintance#seen}
     */
    Optional<PeerAddress> seen(String discovery, PeerCandidate candidate) {
        if (candidate.node() == null && candidate.addresses().isEmpty()) {
            return Optional.empty();
        }
        Acquaintance peer = find(candidate.node(), candidate.addresses()).orElseGet(() -> add(key(candidate)));
        return peer == null ? Optional.empty() : peer.seen(discovery, candidate);
    }

    /** A discovery no longer names this candidate. */
    void gone(String discovery, PeerCandidate candidate) {
        find(candidate.node(), candidate.addresses()).ifPresent(peer -> {
            peer.gone(discovery, candidate);
            if (peer.isForgotten()) {
                peers.values().remove(peer);
            }
        });
    }

    /** A discovery is no more, and did not say of each candidate that it is gone. */
    void withdrawn(String discovery) {
        peers.values().forEach(peer -> peer.withdrawn(discovery));
        peers.values().removeIf(Acquaintance::isForgotten);
    }

    /** Whether it is not known who is to be met at this address. */
    boolean isStranger(PeerAddress address) {
        return stranger(address).isPresent();
    }

    /** Who was met at the address of a stranger is this node, with whom there is a link already, elsewhere. */
    void turnedOut(PeerAddress address, NodeId node, Instant now) {
        Acquaintance peer = merged(node, address);
        if (peer != null) {
            peer.isAt(node, address, now);
        }
    }

    /** A link to this node came up: merges what was known under its address alone. */
    void linked(NodeId node, String name, PeerAddress address, boolean outgoing, Instant now) {
        Acquaintance peer = outgoing ? merged(node, address) : peers.get(node.value());
        if (peer == null) {
            peer = add(node.value());
        }
        if (peer != null) {
            peer.linked(node, name, outgoing ? address : null, now);
        }
    }

    /** Whether that a link to this node came up is worth a line in the log. */
    boolean isNews(NodeId node, Instant now) {
        Acquaintance peer = peers.get(node.value());
        return peer == null || peer.isNews(now);
    }

    /** Whether the last dial of this address met ourselves. */
    boolean isOurOwn(PeerAddress address) {
        return peers.values().stream().anyMatch(peer -> peer.metOurselvesAt(address));
    }

    /** The peer of this id, with what was known of the stranger at the address where it was met. */
    private @Nullable Acquaintance merged(NodeId node, PeerAddress address) {
        stranger(address).ifPresent(met -> {
            peers.values().remove(met);
            Acquaintance known = peers.putIfAbsent(node.value(), met);
            if (known != null) {
                known.merge(met);
            }
        });
        return peers.get(node.value());
    }

    private Optional<Acquaintance> stranger(PeerAddress address) {
        return peers.values().stream()
                .filter(peer -> peer.node() == null && peer.has(address))
                .findFirst();
    }

    /** A link went down. */
    void unlinked(NodeId node, Instant now) {
        Acquaintance peer = peers.get(node.value());
        if (peer != null) {
            peer.unlinked(now, random.getAsDouble());
            if (peer.isForgotten()) {
                peers.values().remove(peer);
            }
        }
    }

    void failed(PeerAddress address, DialFailure failure, Instant now) {
        peers.values().forEach(peer -> peer.failed(address, failure, now, random.getAsDouble()));
    }

    /**
     * Whom to dial now, of all that are not spared.
     *
     * @param spared who is linked or expelled
     * @param self who we are: the smaller id dials at once, the larger one a little later
     */
    List<PeerAddress> due(Set<NodeId> spared, NodeId self, Instant now) {
        List<PeerAddress> due = new ArrayList<>();
        for (Acquaintance peer : peers.values()) {
            NodeId node = peer.node();
            if (node == null || !spared.contains(node)) {
                peer.due(self, now, random.getAsDouble()).ifPresent(due::add);
            }
        }
        return due;
    }

    /**
     * Where to dial though there is a link: see {@link Acquaintance#wayOut}.
     *
     * @param silent the peers of whose link nothing is heard any more
     */
    List<PeerAddress> waysOut(Set<NodeId> silent) {
        return silent.stream()
                .flatMap(node -> Optional.ofNullable(peers.get(node.value())).stream())
                .flatMap(peer -> peer.wayOut().stream())
                .toList();
    }

    /** Makes everybody due now. */
    void hurry() {
        peers.values().forEach(Acquaintance::hurry);
    }

    Optional<KnownPeer> peer(NodeId node) {
        return Optional.ofNullable(peers.get(node.value())).map(Acquaintance::view);
    }

    /** All but ourselves: one list of names for all branches has our own in it, too. */
    List<KnownPeer> view() {
        return peers.values().stream()
                .filter(peer -> !peer.isOurselves())
                .distinct()
                .map(Acquaintance::view)
                .toList();
    }

    private Optional<Acquaintance> find(@Nullable NodeId node, List<PeerAddress> addresses) {
        if (node != null) {
            return Optional.ofNullable(peers.get(node.value()));
        }
        return peers.values().stream()
                .filter(peer -> addresses.stream().anyMatch(peer::has))
                .findFirst();
    }

    private @Nullable Acquaintance add(String key) {
        if (peers.size() >= MOST_PEERS && !displaceStranger()) {
            return null;
        }
        Acquaintance peer = new Acquaintance(key);
        peers.put(key, peer);
        return peer;
    }

    /** Who can't be dialled makes room: anybody on the network can make such nodes up. */
    private boolean displaceStranger() {
        Optional<Map.Entry<String, Acquaintance>> stranger = peers.entrySet().stream()
                .filter(entry -> !entry.getValue().mayBeDialled())
                .findFirst();
        stranger.ifPresent(entry -> peers.remove(entry.getKey()));
        return stranger.isPresent();
    }

    private static String key(PeerCandidate candidate) {
        NodeId node = candidate.node();
        return node != null ? node.value() : candidate.addresses().get(0).toString();
    }
}
