package org.multibusiness.sync.health.doctor;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.KnownPeer;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.doctor.Diagnosis.Subject;
import org.multibusiness.sync.api.doctor.NodeFacts;
import org.multibusiness.sync.api.engine.SyncStatus.PeerView;
import org.multibusiness.sync.api.network.NetworkProbe;
import org.multibusiness.sync.api.network.NetworkProbe.Answer;
import org.multibusiness.sync.api.network.NetworkProbe.Life;
import org.multibusiness.sync.api.network.NetworkProbe.Neighbour;
import org.multibusiness.sync.api.security.Revocation;
import org.multibusiness.sync.core.doctor.PeerEvidence;
import org.multibusiness.sync.core.doctor.PeerEvidence.Place;
import org.multibusiness.sync.core.doctor.SelfEvidence;

/** Evidence about a peer: what is known without asking the network, and the questions to the network. */
final class PeerGathering {
    private static final Duration NAME = Duration.ofSeconds(2);
    private static final Duration KNOCK = Duration.ofSeconds(2);
    private static final Duration SHORT_LOOK = Duration.ofSeconds(2);

    /** The system takes eight seconds to find a neighbour dead; less would be a guess. */
    private static final Duration LONG_LOOK = Duration.ofMillis(6_500);

    /** A peer says something every 3 s: a link that is silent for longer is dead, and only not yet given up. */
    private static final long SILENT_MS = 10_000;

    private static final Life UNSEEN = new Life(Neighbour.NONE, false, "it could not be asked in time");

    private final Sources sources;
    private final Optional<NodeFacts> facts;
    private final Map<String, PeerView> views;
    private final SelfEvidence here;

    PeerGathering(Sources sources, SelfEvidence here) {
        this.sources = sources;
        this.here = here;
        this.facts = sources.facts();
        this.views = sources.engine().map(engine -> engine.status().peers()).orElse(List.of()).stream()
                .collect(Collectors.toMap(PeerView::nodeId, view -> view, (one, other) -> one));
    }

    /** Asks the network about one address. Blocks for some nine seconds at most. */
    Place ask(KnownPeer.KnownAddress known) {
        PeerAddress address = known.address();
        Optional<NetworkProbe> probe = sources.probe();
        List<InetAddress> hosts =
                probe.map(asked -> asked.resolve(address.host(), NAME)).orElse(List.of());
        if (probe.isEmpty() || hosts.isEmpty()) {
            return place(known, probe.isEmpty() ? Optional.of(Answer.UNKNOWN) : Optional.empty(), UNSEEN);
        }
        InetAddress host = hosts.get(0);
        Answer answer = probe.get().knock(host, address.port(), KNOCK).answer();
        boolean clear = answer == Answer.CONNECTED || answer == Answer.REFUSED;
        return place(known, Optional.of(answer), probe.get().life(host, clear ? SHORT_LOOK : LONG_LOOK));
    }

    /** What is known of an address that could not be asked in time. */
    Place unasked(KnownPeer.KnownAddress known) {
        return place(known, Optional.of(Answer.UNKNOWN), UNSEEN);
    }

    private Place place(KnownPeer.KnownAddress known, Optional<Answer> answer, Life life) {
        return new Place(
                known.address().toString(),
                known.provenance(),
                isOwn(known.address()),
                facts.map(NodeFacts::failures)
                        .map(failures -> failures.get(known.address()))
                        .map(NodeFacts.DialFact::failure),
                answer,
                life);
    }

    private boolean isOwn(PeerAddress address) {
        boolean loopback = address.host().startsWith("127.") || address.host().equals("localhost");
        boolean ours = loopback
                || sources.network().map(monitor -> monitor.snapshot().interfaces()).orElse(List.of()).stream()
                        .anyMatch(port -> port.addresses().contains(address.host()));
        return ours && address.port() == here.port().number();
    }

    /** All evidence about a peer. */
    PeerEvidence evidence(KnownPeer peer, List<Place> places) {
        Optional<NodeId> node = peer.nodeId().isEmpty() ? Optional.empty() : Optional.of(new NodeId(peer.nodeId()));
        Optional<PeerView> view = Optional.ofNullable(views.get(peer.nodeId()));
        Optional<PeerEvidence.Link> link = node.flatMap(id -> link(id, view));
        String inUse = view.map(PeerView::address).orElse("");
        String first = places.isEmpty() ? "" : places.get(0).address();
        return new PeerEvidence(
                new Subject(peer.nodeId(), peer.name(), inUse.isEmpty() ? first : inUse, false),
                known(peer, node, view),
                link,
                places,
                node.map(this::witnesses).orElse(List.of()),
                here);
    }

    private PeerEvidence.Known known(KnownPeer peer, Optional<NodeId> node, Optional<PeerView> view) {
        boolean heard = peer.addresses().stream()
                .anyMatch(address -> address.provenance().contains("multicast"));
        String parting = node.flatMap(id -> facts.map(NodeFacts::partings).map(all -> all.get(id)))
                .orElse("");
        boolean fresh = peer.addresses().stream()
                .allMatch(address -> address.lastTried().isEmpty());
        Set<String> hosts = peer.addresses().stream()
                .map(address -> address.address().host())
                .collect(Collectors.toSet());
        return new PeerEvidence.Known(
                peer.standing(),
                view.map(PeerView::state).orElse(""),
                heard,
                new Hearsay(sources.beacons(), Instant.now()).of(peer.nodeId(), hosts),
                parting,
                fresh,
                sources.revocation(peer.nodeId()).map(this::words).orElse(""));
    }

    private String words(Revocation expelled) {
        String by = expelled.by().value();
        String who = by.equals(here.subject().nodeId())
                ? "by this node"
                : "by node "
                        + Optional.ofNullable(views.get(by))
                                .map(PeerView::nodeName)
                                .filter(name -> !name.isEmpty())
                                .orElse(by);
        return who + ", at " + expelled.at();
    }

    private Optional<PeerEvidence.Link> link(NodeId peer, Optional<PeerView> view) {
        Instant now = Instant.now();
        Optional<Duration> idle = facts.flatMap(NodeFacts::lastChange).map(at -> Duration.between(at, now));
        return facts.map(NodeFacts::links)
                .map(links -> links.get(peer))
                .filter(fact -> fact.silentMs() < SILENT_MS)
                .map(fact -> new PeerEvidence.Link(
                        fact.outgoing(),
                        Duration.between(fact.since(), now),
                        Duration.ofMillis(fact.clockAheadMs()),
                        fact.differences(),
                        new PeerEvidence.Flow(
                                view.map(PeerView::pendingTransactions).orElse(0L), fact.stuckMs(), idle),
                        facts.map(NodeFacts::told)
                                .map(told -> told.get(peer))
                                .flatMap(told -> told.discoveries(peer))));
    }

    private List<PeerEvidence.Witness> witnesses(NodeId about) {
        List<PeerEvidence.Witness> witnesses = new ArrayList<>();
        facts.map(NodeFacts::told).orElse(Map.of()).forEach((teller, told) -> {
            boolean isPeer = teller.equals(about);
            String wanted = isPeer ? here.subject().nodeId() : about.value();
            told.sightings().stream()
                    .filter(sighting -> sighting.node().value().equals(wanted))
                    .map(sighting -> new PeerEvidence.Witness(told.name(), isPeer, sighting))
                    .forEach(witnesses::add);
        });
        return witnesses;
    }

    /** A node that was expelled so long ago that nothing else is known of it. */
    static KnownPeer outcast(String nodeId) {
        return new KnownPeer(
                nodeId, nodeId, "", org.multibusiness.sync.api.discovery.PeerCandidate.Standing.UNPROVEN, List.of());
    }

    /** A host that nobody ever named. */
    static KnownPeer stranger(PeerAddress address) {
        return new KnownPeer(
                "",
                address.toString(),
                "",
                org.multibusiness.sync.api.discovery.PeerCandidate.Standing.UNPROVEN,
                List.of(new KnownPeer.KnownAddress(address, Set.of("asked for"), "", "", "", "")));
    }
}
