package org.multibusiness.sync.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.conflict.ConflictRules;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.discovery.PeerCandidate;
import org.multibusiness.sync.api.discovery.PeerDiscovery;
import org.multibusiness.sync.api.doctor.PeerSighting;
import org.multibusiness.sync.api.network.NetworkMonitor;
import org.multibusiness.sync.api.partition.PartitionDetector;
import org.multibusiness.sync.api.partition.PeerCondition;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.api.storage.StorageInspection.NodeRow;
import org.multibusiness.sync.api.transport.DialFailure;
import org.multibusiness.sync.api.transport.PeerLink;
import org.multibusiness.sync.api.transport.PeerTransport;
import org.multibusiness.sync.core.replica.Effect;
import org.multibusiness.sync.core.replica.Replica;
import org.multibusiness.sync.core.wire.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/**
 * What the node does about links, candidates and time. Every method runs on the loop's thread; {@link #board()} alone may be
 * called by anybody.
 */
final class PeerLoop {
    private static final Logger LOG = LoggerFactory.getLogger(PeerLoop.class);
    private static final Duration TELLING = Duration.ofSeconds(1);
    /** The topic under which the doctor looks for it. */
    private static final String OUTCAST = "revoked";

    private final Providers providers;
    private final DatabaseSession session;
    private final ReplicaDriver driver;
    private final Links links;
    private final KnownPeers peers;
    private final Map<NodeId, PeerBoard.Linked> linked = new LinkedHashMap<>();
    private final TableFit tables = new TableFit();
    private final RulesWatch rules;
    private final OwnMoves moves = new OwnMoves();
    private final Encounters encounters = new Encounters();
    private final Introductions introductions;
    private final Finders finders = new Finders();
    private final Farewells farewells = new Farewells();
    private Instant nextTelling = Instant.MIN;
    private String fingerprint = "";
    private volatile PeerBoard board = PeerBoard.EMPTY;

    PeerLoop(Providers providers, DatabaseSession session, ReplicaDriver driver, Links links, KnownPeers peers) {
        this.rules = new RulesWatch(driver.alarms());
        this.providers = providers;
        this.session = session;
        this.driver = driver;
        this.links = links;
        this.peers = peers;
        this.introductions = new Introductions(peers);
    }

    PeerBoard board() {
        return board;
    }

    Encounters encounters() {
        return encounters;
    }

    void tick(Instant now) {
        driver.replica().ifPresent(r -> driver.run(r.rulesAre(fingerprint(), now)));
        driver.replica().ifPresent(r -> driver.run(r.tick(now)));
        forgetWhatStoppedDiscoveriesSaid();
        dialWhoIsDue(now);
        peers.waysOut(links.silent(now)).forEach(this::follow);
        Map<NodeId, String> names = new HashMap<>();
        linked.forEach((peer, link) -> names.put(peer, link.name()));
        rules.look(fingerprint(), names, now);
        driver.drift().look(linked.keySet(), now);
        publish();
        tellWhomWeKnow(now);
    }

    /** A successor of the same name may have spoken already: it is heard anew. */
    private void forgetWhatStoppedDiscoveriesSaid() {
        List<PeerDiscovery> now = providers.discoveries();
        Set<String> gone = finders.gone(now);
        gone.forEach(peers::withdrawn);
        now.stream()
                .filter(discovery -> gone.contains(discovery.name()))
                .forEach(discovery ->
                        discovery.candidates().forEach(candidate -> candidateSeen(discovery.name(), candidate)));
    }

    private void tellWhomWeKnow(Instant now) {
        if (now.isBefore(nextTelling)) {
            return;
        }
        nextTelling = now.plus(TELLING);
        Set<NodeId> remembered = encounters.told(now).keySet();
        introductions.tellers().stream()
                .filter(teller -> !remembered.contains(teller))
                .forEach(introductions::forgotten);
        List<PeerCondition> conditions =
                providers.partition().map(PartitionDetector::conditions).orElse(List.of());
        driver.replica()
                .ifPresent(r -> r.peersAre(Acquaintances.of(ofOurselves(), board, conditions, encounters, now)));
    }

    private Optional<PeerSighting> ofOurselves() {
        List<String> running = providers.discoveries().stream()
                .map(PeerDiscovery::name)
                .distinct()
                .sorted()
                .toList();
        return providers.security().map(s -> PeerSighting.ofItself(s.identity().id(), running));
    }

    /**
     * A peer told whom it knows.
     *
     * @param introduced whether those that we don't know are dialled
     */
    void peersTold(Effect.PeersTold told, boolean introduced) {
        PeerBoard.Linked link = linked.get(told.teller());
        String name = link == null ? told.teller().value() : link.name();
        encounters.told(told.teller(), name, told.sightings(), Instant.now());
        providers
                .security()
                .filter(security -> introduced)
                .ifPresent(security -> introductions.told(
                        told.teller(), told.sightings(), security.identity().id()));
        dialWhoIsDue(Instant.now());
    }

    /** Of the rules here. While their provider is exchanged nothing is decided here, so they are what they were. */
    String fingerprint() {
        fingerprint = providers.rules().map(ConflictRules::fingerprint).orElse(fingerprint);
        return fingerprint;
    }

    /** Dials everybody who is not linked, without waiting for his time. */
    void hurry() {
        peers.hurry();
        dialWhoIsDue(Instant.now());
    }

    private void dialWhoIsDue(Instant now) {
        Optional<Replica> replica = driver.replica();
        Optional<NodeId> self = providers.security().map(s -> s.identity().id());
        Optional<PeerTransport> transport = providers.transports().stream().findFirst();
        if (replica.isPresent() && self.isPresent() && transport.isPresent()) {
            Set<NodeId> spared = new HashSet<>(providers.revoked());
            spared.addAll(replica.get().activeLinks().keySet());
            for (PeerAddress address : peers.due(spared, self.get(), now)) {
                LOG.debug("Dialling {}", address);
                transport.get().dial(address);
            }
            moves.look(providers.network().map(NetworkMonitor::snapshot), links.all())
                    .forEach(transport.get()::dial);
        }
    }

    /** Peers we were linked with before a restart are dialled even if no discovery names them. */
    void recall(DatabaseSession.Open open) {
        try {
            for (NodeRow row : open.storage().inspection().nodes()) {
                if (!row.node().equals(open.origin().node())
                        && row.port() > 0
                        && !row.address().isEmpty()) {
                    PeerAddress address = new PeerAddress(row.address(), row.port());
                    peers.seen(
                            Acquaintance.LAST_KNOWN,
                            new PeerCandidate(
                                    row.node(), row.name(), List.of(address), "", "", PeerCandidate.Standing.UNPROVEN));
                }
            }
        } catch (StorageException | IllegalArgumentException e) {
            LOG.warn("The known nodes could not be read from sync.sync_nodes: {}", e.getMessage());
        }
        hurry();
    }

    void linkUp(PeerLink link) {
        if (links.isSecondOfRound(link, Instant.now())) {
            link.close("another address led to the same node a moment ago");
            return;
        }
        if (isNeedless(link, Instant.now())) {
            peers.turnedOut(link.address(), link.peer(), Instant.now());
            link.close("this address leads to a node with which there is a link already");
            return;
        }
        long number = links.add(link, Instant.now());
        driver.replica()
                .ifPresentOrElse(
                        r -> driver.run(r.linkUp(number, link.peer(), link.outgoing(), Instant.now())),
                        () -> link.close("the database is not ready there: " + session.problem()));
    }

    /**
     * Whether we dialled somebody of whom only the address was known, and met a peer with whom we have a living link: a new name
     * for an old friend is no reason to break that. Only the side that dialled gives up, before it introduced itself.
     */
    private boolean isNeedless(PeerLink link, Instant now) {
        return link.outgoing() && peers.isStranger(link.address()) && links.isServed(link.peer(), now);
    }

    void received(PeerLink link, Message message, Instant at) {
        links.number(link).ifPresent(number -> {
            links.heard(number, at);
            providers.partition().ifPresent(detector -> sign(detector, link.peer(), message, at));
            tables.note(link.peer(), message);
            rules.note(link.peer(), message);
            driver.drift().heard(link.peer(), message, at);
            encounters.received(link.peer(), message, at);
            driver.replica().ifPresent(r -> driver.run(r.received(number, message, Instant.now())));
            if (!(message instanceof Message.Transactions)) {
                publish();
            }
        });
    }

    private void sign(PartitionDetector detector, NodeId peer, Message message, Instant at) {
        if (message instanceof Message.Goodbye) {
            detector.left(peer, at);
            return;
        }
        PeerBoard.Linked known = linked.get(peer);
        String name =
                message instanceof Message.Hello hello ? hello.name() : known == null ? peer.value() : known.name();
        detector.heard(peer, name, PartitionDetector.Sign.LINK, at);
    }

    void linkDown(PeerLink link, String reason) {
        links.remove(link).ifPresent(number -> {
            driver.replica().ifPresent(r -> driver.run(r.linkDown(number, Instant.now())));
            boolean inUse = driver.replica()
                    .map(r -> r.activeLinks().containsKey(link.peer()))
                    .orElse(false);
            if (!inUse) {
                if (linked.remove(link.peer()) != null) {
                    boolean left = farewells.explain(link.peer(), Instant.now());
                    providers.partition().ifPresent(p -> lost(p, link.peer(), left));
                }
                peers.unlinked(link.peer(), Instant.now());
                encounters.parted(link.peer(), reason, Instant.now());
            }
            publish();
        });
    }

    private static void lost(PartitionDetector partition, NodeId peer, boolean left) {
        partition.linkLost(peer, Instant.now());
        if (left) {
            partition.left(peer, Instant.now());
        }
    }

    void dialFailed(PeerAddress address, DialFailure failure) {
        List<String> before = Misfit.lines(peers.view());
        boolean known = peers.isOurOwn(address);
        peers.failed(address, failure, Instant.now());
        encounters.dialFailed(address, failure, Instant.now());
        if (failure.cause() == DialFailure.Cause.SELF) {
            // A list of names for all branches has our own in it: no fault, and nothing new every ten minutes.
            LOG.atLevel(known ? Level.DEBUG : Level.INFO)
                    .log("{} is this node itself; nobody else is looked for there", address);
        }
        if (failure.cause() == DialFailure.Cause.OUTCAST) {
            driver.alarms().raise(OUTCAST, address + ": " + failure.detail(), Instant.now());
        }
        Misfit.lines(peers.view()).stream()
                .filter(line -> !before.contains(line))
                .forEach(LOG::warn);
        dialWhoIsDue(Instant.now());
        publish();
    }

    void peerReady(Effect.PeerReady ready, String address) {
        driver.alarms().raise(OUTCAST, "", Instant.now());
        Message.Hello hello = ready.hello();
        say(hello, address);
        links.link(ready.link()).ifPresent(link -> {
            peers.linked(hello.node(), hello.name(), link.address(), link.outgoing(), Instant.now());
            encounters.linked(hello.node(), link.address(), link.outgoing());
        });
        linked.put(
                hello.node(),
                new PeerBoard.Linked(hello.name(), hello.version(), address, Instant.now(), hello.vector(), Map.of()));
    }

    private void say(Message.Hello hello, String address) {
        MDC.put("peer", hello.node().toString());
        LOG.atLevel(peers.isNews(hello.node(), Instant.now()) ? Level.INFO : Level.DEBUG)
                .log("Linked with {} ({}) at {}, version {}", hello.name(), hello.node(), address, hello.version());
        MDC.remove("peer");
    }

    void candidateSeen(String discovery, PeerCandidate candidate) {
        NodeId node = candidate.node();
        if (node != null && isSelf(node)) {
            return;
        }
        peers.seen(discovery, candidate).ifPresent(this::follow);
        if (node != null && candidate.standing() == PeerCandidate.Standing.AUTHENTIC) {
            providers
                    .partition()
                    .ifPresent(p -> p.heard(node, candidate.name(), PartitionDetector.Sign.PRESENCE, Instant.now()));
        }
        dialWhoIsDue(Instant.now());
        publish();
    }

    /** To an address of a peer that has moved: the new link takes the place of the old one, which is dead and doesn't know it. */
    private void follow(PeerAddress moved) {
        LOG.info("A peer has moved to {}; it is dialled there", moved);
        providers.transports().stream().findFirst().ifPresent(transport -> transport.dial(moved));
    }

    void candidateGone(String discovery, PeerCandidate candidate, boolean saidGoodbye) {
        NodeId node = candidate.node();
        if (node != null && saidGoodbye && linked.containsKey(node)) {
            farewells.said(node, Instant.now());
            return;
        }
        peers.gone(discovery, candidate);
        if (node != null && saidGoodbye) {
            providers.partition().ifPresent(p -> p.left(node, Instant.now()));
        }
        publish();
    }

    private boolean isSelf(NodeId node) {
        return providers.security().map(s -> s.identity().id().equals(node)).orElse(false);
    }

    void publish() {
        Optional<Replica> replica = driver.replica();
        replica.ifPresent(r -> r.acknowledged()
                .forEach((peer, vector) ->
                        linked.computeIfPresent(peer, (p, known) -> compared(peer, known.with(vector)))));
        VersionVector held = replica.map(Replica::vector).orElse(VersionVector.EMPTY);
        encounters.holds(held, linked, Instant.now());
        board = new PeerBoard(
                held, linked, peers.view(), replica.map(Replica::shortfalls).orElse(List.of()));
    }

    private PeerBoard.Linked compared(NodeId peer, PeerBoard.Linked known) {
        return session.current()
                .map(open -> tables.differences(peer, known.name(), open.tableFit(), columns -> show(peer, columns)))
                .map(known::differing)
                .orElse(known);
    }

    private void show(NodeId peer, Message.Columns columns) {
        driver.replica()
                .flatMap(r -> Optional.ofNullable(r.activeLinks().get(peer)))
                .ifPresent(number -> driver.run(List.of(new Effect.Send(number, columns))));
    }
}
