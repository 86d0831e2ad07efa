package org.multibusiness.sync.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
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
import org.multibusiness.sync.api.discovery.PeerCandidate.Standing;
import org.multibusiness.sync.api.transport.DialFailure;
import org.multibusiness.sync.core.dial.Backoff;

/**
 * Everybody known, with every address, who named it and how the last dial went; and whom to dial next. Time and randomness
 * come in as arguments. Used by the loop's thread only.
 */
final class KnownPeers {
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int MOST_PEERS = 512;
    private static final int MOST_ADDRESSES = 32;

    private final Map<String, Peer> peers = new LinkedHashMap<>();
    private final DoubleSupplier random;

    KnownPeers(DoubleSupplier random) {
        this.random = random;
    }

    /** Someone was heard of. Candidates without a node id are known by their first address. */
    void seen(String discovery, PeerCandidate candidate) {
        Optional<Peer> known = find(candidate.node(), candidate.addresses());
        Peer peer = known.orElseGet(() -> add(key(candidate)));
        if (peer == null) {
            return;
        }
        peer.node = candidate.node() != null ? candidate.node() : peer.node;
        peer.name = candidate.name().isEmpty() ? peer.name : candidate.name();
        peer.version = candidate.version().isEmpty() ? peer.version : candidate.version();
        if (peer.standing != candidate.standing() && peer.standing != Standing.AUTHENTIC) {
            peer.nextDial = Instant.MIN;
        }
        peer.standing = candidate.standing();
        for (PeerAddress address : candidate.addresses()) {
            peer.address(address).ifPresent(a -> a.provenance.add(discovery));
        }
    }

    /** A discovery no longer names this candidate: its word is forgotten, the address is kept while others name it. */
    void gone(String discovery, PeerCandidate candidate) {
        find(candidate.node(), candidate.addresses()).ifPresent(peer -> {
            for (PeerAddress address : candidate.addresses()) {
                Address known = peer.addresses.get(address);
                if (known != null) {
                    known.provenance.remove(discovery);
                    if (known.provenance.isEmpty()) {
                        peer.addresses.remove(address);
                    }
                }
            }
            if (peer.addresses.isEmpty()) {
                peers.values().remove(peer);
            }
        });
    }

    /** A link to this node came up: merges what was known under its address alone. */
    void linked(NodeId node, String name, PeerAddress address, boolean outgoing) {
        Peer peer = peers.get(node.value());
        if (outgoing) {
            Peer byAddress = peers.get(address.toString());
            if (byAddress != null && byAddress != peer) {
                peers.remove(address.toString());
                peer = peer == null ? byAddress : merge(peer, byAddress);
            }
        }
        if (peer == null) {
            peer = add(node.value());
        }
        if (peer != null) {
            peers.putIfAbsent(node.value(), peer);
            peer.node = node;
            peer.name = name.isEmpty() ? peer.name : name;
            peer.failures = 0;
            peer.standing = Standing.AUTHENTIC;
            peer.wrongKey = false;
            peer.dialling = null;
            if (outgoing) {
                peer.address(address).ifPresent(a -> a.result = "linked");
            }
        }
    }

    /** A link went down: dial again soon, with a little patience so that both sides don't collide. */
    void unlinked(NodeId node, Instant now) {
        Peer peer = peers.get(node.value());
        if (peer != null) {
            peer.failures = 1;
            peer.nextDial = now.plus(BACKOFF.after(1, random.getAsDouble()));
        }
    }

    void failed(PeerAddress address, DialFailure failure, Instant now) {
        for (Peer peer : peers.values()) {
            Address known = peer.addresses.get(address);
            if (known != null) {
                known.result = failure.detail();
                known.self = failure.cause() == DialFailure.Cause.SELF;
                peer.wrongKey = failure.cause() == DialFailure.Cause.WRONG_KEY;
                if (address.equals(peer.dialling)) {
                    peer.dialling = null;
                    peer.failures++;
                    peer.nextDial = now.plus(BACKOFF.after(Math.max(1, peer.failures), random.getAsDouble()));
                }
            }
        }
    }

    /**
     * Whom to dial now: of each peer that is not linked and whose time has come, the address that was tried longest ago.
     *
     * @param self who we are: the smaller id dials at once, the larger one a little later
     */
    List<PeerAddress> due(Set<NodeId> linked, NodeId self, Instant now) {
        List<PeerAddress> due = new ArrayList<>();
        for (Peer peer : peers.values()) {
            boolean mayDial = peer.standing == Standing.AUTHENTIC || peer.standing == Standing.UNPROVEN;
            if (mayDial && !self.equals(peer.node) && (peer.node == null || !linked.contains(peer.node))) {
                peer.due(self, now).ifPresent(due::add);
            }
        }
        return due;
    }

    /** Makes everybody due now. */
    void hurry() {
        peers.values().forEach(peer -> peer.nextDial = Instant.MIN);
    }

    Optional<KnownPeer> peer(NodeId node) {
        return Optional.ofNullable(peers.get(node.value())).map(Peer::view);
    }

    List<KnownPeer> view() {
        return peers.values().stream().distinct().map(Peer::view).toList();
    }

    private Optional<Peer> find(@Nullable NodeId node, List<PeerAddress> addresses) {
        if (node != null) {
            Peer byNode = peers.get(node.value());
            if (byNode != null) {
                return Optional.of(byNode);
            }
        }
        return node != null
                ? Optional.empty()
                : peers.values().stream()
                        .filter(p -> addresses.stream().anyMatch(p.addresses::containsKey))
                        .findFirst();
    }

    private @Nullable Peer add(String key) {
        if (peers.size() >= MOST_PEERS) {
            return null;
        }
        Peer peer = new Peer();
        peer.name = key;
        peers.put(key, peer);
        return peer;
    }

    private static Peer merge(Peer into, Peer from) {
        from.addresses.forEach(
                (address, known) -> into.address(address).ifPresent(a -> a.provenance.addAll(known.provenance)));
        return into;
    }

    private static String key(PeerCandidate candidate) {
        NodeId node = candidate.node();
        return node != null ? node.value() : candidate.addresses().get(0).toString();
    }

    private static final class Peer {
        private final Map<PeerAddress, Address> addresses = new LinkedHashMap<>();
        private @Nullable NodeId node;
        private String name = "";
        private String version = "";
        private Standing standing = Standing.UNPROVEN;
        /** The last dial told us so; it is dialled on, for it may be mended there. */
        private boolean wrongKey;

        private int failures;
        private Instant nextDial = Instant.MIN;
        private Instant diallingSince = Instant.MIN;
        private @Nullable PeerAddress dialling;

        Optional<Address> address(PeerAddress address) {
            if (!addresses.containsKey(address) && addresses.size() >= MOST_ADDRESSES) {
                return Optional.empty();
            }
            return Optional.of(addresses.computeIfAbsent(address, a -> new Address()));
        }

        Optional<PeerAddress> due(NodeId self, Instant now) {
            boolean busy = dialling != null && now.isBefore(diallingSince.plus(PATIENCE));
            if (busy || now.isBefore(nextDial)) {
                return Optional.empty();
            }
            NodeId other = node;
            if (other != null && failures == 0 && nextDial.equals(Instant.MIN) && self.compareTo(other) > 0) {
                nextDial = now.plusMillis(750);
                return Optional.empty();
            }
            return addresses.entrySet().stream()
                    .filter(e -> !e.getValue().self)
                    .min(Comparator.comparing(e -> e.getValue().tried))
                    .map(entry -> {
                        dialling = entry.getKey();
                        diallingSince = now;
                        entry.getValue().tried = now;
                        return entry.getKey();
                    });
        }

        KnownPeer view() {
            List<KnownPeer.KnownAddress> views = new ArrayList<>();
            addresses.forEach((address, known) -> views.add(new KnownPeer.KnownAddress(
                    address,
                    known.provenance,
                    known.result,
                    known.tried.equals(Instant.MIN) ? "" : known.tried.toString())));
            Standing worth = wrongKey ? Standing.WRONG_KEY : standing;
            return new KnownPeer(node == null ? "" : node.value(), name, version, worth, views);
        }
    }

    private static final class Address {
        private final Set<String> provenance = new HashSet<>();
        private Instant tried = Instant.MIN;
        private String result = "";
        private boolean self;
    }
}
