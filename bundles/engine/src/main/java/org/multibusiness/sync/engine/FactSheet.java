package org.multibusiness.sync.engine;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.doctor.NodeFacts;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What the doctor asks the engine. */
@Component
public final class FactSheet implements NodeFacts {
    private final SyncNode node;

    /** Over this node. */
    @Activate
    public FactSheet(@Reference SyncNode node) {
        this.node = node;
    }

    @Override
    public Map<NodeId, LinkFact> links() {
        Instant now = Instant.now();
        Map<NodeId, LinkFact> links = new HashMap<>();
        node.board().linked().forEach((peer, link) -> links.put(peer, fact(peer, link, now)));
        return links;
    }

    private LinkFact fact(NodeId peer, PeerBoard.Linked link, Instant now) {
        Encounters seen = node.encounters();
        return new LinkFact(
                seen.isOutgoing(peer),
                link.since(),
                seen.clockAheadMs(peer),
                seen.silentMs(peer, now),
                seen.stuckMs(peer, now),
                link.differences());
    }

    @Override
    public Map<PeerAddress, DialFact> failures() {
        return node.encounters().failures();
    }

    @Override
    public Map<NodeId, Told> told() {
        return node.encounters().told(Instant.now());
    }

    @Override
    public Map<NodeId, String> partings() {
        return node.encounters().partings();
    }

    @Override
    public Map<NodeId, PeerAddress> lastAddresses() {
        return node.encounters().lastAddresses();
    }

    @Override
    public Map<String, String> alarms() {
        return node.driver().alarms().byTopic(Instant.now());
    }

    @Override
    public Optional<Instant> lastChange() {
        return node.encounters().lastChange();
    }
}
