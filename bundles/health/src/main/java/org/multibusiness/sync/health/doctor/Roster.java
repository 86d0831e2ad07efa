package org.multibusiness.sync.health.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.KnownPeer;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.discovery.PeerCandidate.Standing;
import org.multibusiness.sync.api.discovery.PeerDirectory;
import org.multibusiness.sync.api.engine.SyncStatus.PeerView;

/**
 * Every peer that is known by anybody here. The directory alone would not do: it lists whom a discovery names, and whoever is
 * linked or was met may be named by none any more.
 */
final class Roster {
    private Roster() {}

    static List<KnownPeer> of(Sources sources) {
        // A linked peer that no discovery names any more is listed without an address.
        List<KnownPeer> all = sources.directory().map(PeerDirectory::peers).orElse(List.of()).stream()
                .filter(peer -> !peer.addresses().isEmpty())
                .collect(Collectors.toCollection(ArrayList::new));
        Set<String> listed = new TreeSet<>();
        all.forEach(peer -> listed.add(peer.nodeId()));
        sources.engine().map(engine -> engine.status().peers()).orElse(List.of()).stream()
                .filter(view -> !listed.contains(view.nodeId()))
                .forEach(view -> all.add(peer(view, lastAddress(sources, view))));
        return all;
    }

    private static String lastAddress(Sources sources, PeerView view) {
        return view.address().isEmpty()
                ? sources.facts()
                        .map(facts -> facts.lastAddresses().get(new NodeId(view.nodeId())))
                        .map(PeerAddress::toString)
                        .orElse("")
                : view.address();
    }

    private static KnownPeer peer(PeerView view, String address) {
        Standing worth = view.state().equals("linked") ? Standing.AUTHENTIC : Standing.UNPROVEN;
        List<KnownPeer.KnownAddress> addresses = new ArrayList<>();
        if (!address.isEmpty()) {
            addresses.add(new KnownPeer.KnownAddress(
                    PeerAddress.parse(address), Set.of("link"), "", "", "", view.lastSeen()));
        }
        return new KnownPeer(view.nodeId(), view.nodeName(), "", worth, addresses);
    }
}
