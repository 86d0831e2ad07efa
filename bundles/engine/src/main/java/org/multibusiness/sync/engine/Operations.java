package org.multibusiness.sync.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.KnownPeer;
import org.multibusiness.sync.api.discovery.ManualPeers;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.discovery.PeerCandidate;
import org.multibusiness.sync.api.discovery.PeerDiscovery;
import org.multibusiness.sync.api.engine.NodeView;
import org.multibusiness.sync.api.engine.SyncOperations;
import org.multibusiness.sync.api.network.NetworkSnapshot;
import org.multibusiness.sync.api.partition.PeerCondition;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What an operator does about peers. */
@Component
public final class Operations implements SyncOperations {
    private final SyncNode node;
    private final Providers providers;

    /** Over this node. */
    @Activate
    public Operations(@Reference SyncNode node, @Reference Providers providers) {
        this.node = node;
        this.providers = providers;
    }

    @Override
    public List<NodeView> nodes() {
        PeerBoard board = node.board();
        List<NodeView> nodes = new ArrayList<>();
        nodes.add(self());
        Map<String, PeerCondition> conditions = new TreeMap<>();
        providers
                .partition()
                .ifPresent(
                        p -> p.conditions().forEach(c -> conditions.put(c.node().value(), c)));
        Set<String> listed = new HashSet<>();
        for (KnownPeer peer : board.known()) {
            listed.add(peer.nodeId());
            nodes.add(view(peer, Optional.ofNullable(conditions.get(peer.nodeId())), board));
        }
        conditions.values().stream()
                .filter(c -> !listed.contains(c.node().value()))
                .forEach(c -> nodes.add(new NodeView(
                        c.node().value(),
                        c.name(),
                        false,
                        c.state().name().toLowerCase(Locale.ROOT),
                        "",
                        "",
                        List.of(),
                        c.lastHeard().toString(),
                        c.reason())));
        return nodes;
    }

    private NodeView self() {
        int port = providers.transports().stream().mapToInt(t -> t.port()).max().orElse(0);
        String address = providers
                .network()
                .map(n -> n.snapshot())
                .map(NetworkSnapshot::chosenAddress)
                .orElse("");
        return new NodeView(
                providers.security().map(s -> s.identity().id().value()).orElse(""),
                node.nodeName(),
                true,
                "self",
                address + ":" + port,
                LocalNodeFacts.productVersion(),
                List.of(),
                Instant.now().toString(),
                "");
    }

    private static NodeView view(KnownPeer peer, Optional<PeerCondition> condition, PeerBoard board) {
        PeerBoard.Linked link = peer.nodeId().isEmpty() ? null : board.linked().get(new NodeId(peer.nodeId()));
        String address = link != null
                ? link.address()
                : peer.addresses().stream()
                        .map(a -> a.address().toString())
                        .findFirst()
                        .orElse("");
        List<String> via = peer.addresses().stream()
                .flatMap(a -> a.provenance().stream())
                .distinct()
                .sorted()
                .toList();
        return new NodeView(
                peer.nodeId(),
                peer.name(),
                false,
                link != null ? "linked" : state(peer, condition),
                address,
                peer.version(),
                via,
                condition.map(c -> c.lastHeard().toString()).orElse(""),
                link != null ? "" : detail(peer, condition),
                peer.addresses().stream().map(Operations::view).toList());
    }

    private static NodeView.AddressView view(KnownPeer.KnownAddress known) {
        return new NodeView.AddressView(
                known.address().toString(),
                known.provenance().stream().sorted().toList(),
                known.outcome(),
                known.outcome().equals(DialRecord.LINKED) ? "" : known.lastResult(),
                known.lastTried(),
                known.lastLinked());
    }

    private static String state(KnownPeer peer, Optional<PeerCondition> condition) {
        return switch (peer.standing()) {
            case PREDECESSOR -> "predecessor-version";
            case WRONG_KEY -> "wrong-key";
            case AUTHENTIC, UNPROVEN ->
                condition.map(c -> c.state().name().toLowerCase(Locale.ROOT)).orElse("unknown");
        };
    }

    private static String detail(KnownPeer peer, Optional<PeerCondition> condition) {
        return Misfit.of(peer)
                .or(() -> peer.addresses().stream()
                        .filter(a ->
                                !a.lastResult().isEmpty() && !a.lastResult().equals("linked"))
                        .map(a -> a.address() + ": " + a.lastResult())
                        .findFirst())
                .or(() -> condition.map(PeerCondition::reason))
                .orElse("not dialled yet");
    }

    @Override
    public String addPeer(String address) {
        PeerAddress peer = PeerAddress.parse(address);
        boolean added = manualPeers().add(peer);
        node.syncNow();
        return (added ? "Added " + peer : peer + " was there already") + "; it is being dialled. Next: sync:nodes";
    }

    @Override
    public String removePeer(String address) {
        PeerAddress peer = PeerAddress.parse(address);
        if (!manualPeers().remove(peer)) {
            throw new IllegalArgumentException(peer + " is not a peer that was added by hand. Those are: "
                    + manualPeers().peers() + " (peers from SYNC_PEERS are removed there)");
        }
        return "Removed " + peer + ". A link that is up stays up; other discoveries may still know the peer.";
    }

    private ManualPeers manualPeers() {
        return providers
                .manualPeers()
                .orElseThrow(() -> new IllegalArgumentException(
                        "The manual discovery is not installed. Next:" + " feature:install sync-discovery-manual"));
    }

    @Override
    public List<String> discover() {
        List<String> lines = new ArrayList<>();
        for (PeerDiscovery discovery : providers.discoveries()) {
            discovery.announce();
            List<PeerCandidate> candidates = discovery.candidates();
            lines.add(discovery.name() + ": " + discovery.condition() + "; knows " + candidates.size()
                    + (candidates.size() == 1 ? " candidate" : " candidates"));
        }
        if (lines.isEmpty()) {
            lines.add("No discovery is installed. Next: feature:install sync-discovery-multicast");
        }
        node.syncNow();
        return lines;
    }
}
