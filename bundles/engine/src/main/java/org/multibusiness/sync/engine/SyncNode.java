package org.multibusiness.sync.engine;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.discovery.CandidateListener;
import org.multibusiness.sync.api.discovery.KnownPeer;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.discovery.PeerCandidate;
import org.multibusiness.sync.api.discovery.PeerDirectory;
import org.multibusiness.sync.api.storage.ApplyOutcome;
import org.multibusiness.sync.api.storage.LogHead;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.api.transport.DialFailure;
import org.multibusiness.sync.api.transport.LinkListener;
import org.multibusiness.sync.api.transport.PeerLink;
import org.multibusiness.sync.core.replica.Identity;
import org.multibusiness.sync.core.replica.Replica;
import org.multibusiness.sync.core.replica.ReplicaLimits;
import org.multibusiness.sync.core.wire.MalformedMessageException;
import org.multibusiness.sync.core.wire.Message;
import org.multibusiness.sync.core.wire.MessageCodec;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node: takes what links, discoveries and the database report, hands it to the loop's thread, and publishes a copy of the
 * peers' state for the faces.
 */
@Component(
        service = {SyncNode.class, PeerDirectory.class},
        immediate = true,
        configurationPid = EngineConfig.PID)
@Designate(ocd = EngineConfig.class)
public final class SyncNode implements LinkListener, CandidateListener, PeerDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(SyncNode.class);
    private static final Duration TICK = Duration.ofMillis(250);
    private static final Duration REGISTRY = Duration.ofSeconds(30);

    private final Providers providers;
    private final EventLoop loop;
    private final DatabaseSession session;
    private final NumberingPoll numbering;
    private final ExecutorService reader;
    private final ExecutorService writer;
    private final ReplicaDriver driver;
    private final Room room = new Room();
    private final LogKeeping keeping;
    private final LagBook lags = new LagBook();
    private final PauseFlag pause;
    private final long startId;
    private final ServiceRegistration<?> listening;

    private final Links links = new Links();
    private final PeerLoop peers;

    private volatile EngineSettings settings = EngineSettings.defaults();
    private volatile String settingsProblem = "";
    private Instant nextRegistry = Instant.MIN;
    /** What the replica in use was made from; the loop's thread only. */
    private DatabaseSession.@Nullable Open used;

    /** Starts the node's threads. */
    @Activate
    public SyncNode(BundleContext context, EngineConfig config, @Reference Providers providers) {
        SecureRandom random = new SecureRandom();
        modified(config);
        this.providers = providers;
        this.pause = new PauseFlag(context);
        this.startId = random.nextLong() & Long.MAX_VALUE;
        NodeThreads threads = new NodeThreads(settings.nodeName());
        this.reader = threads.worker("sync-reader");
        this.writer = threads.worker("sync-writer");
        this.loop = new EventLoop(threads, "sync-engine", TICK);
        this.session = new DatabaseSession(
                providers,
                threads,
                () -> settings.adoptLog(),
                new DatabaseSession.Listeners(this::databaseReady, this::tablesChanged, this::housekeeping));
        Alarms alarms = new Alarms();
        DriftGuard drift = new DriftGuard(() -> settings.maxDrift(), alarms);
        this.numbering = new NumberingPoll(
                threads,
                () -> drift.isStopped() ? Optional.empty() : session.current(),
                this::numbered,
                (open, e) -> session.trouble(e));
        this.driver = new ReplicaDriver(
                providers, links, loop, session, lags, new ReplicaDriver.Workers(reader, writer, alarms, drift));
        this.keeping = new LogKeeping(loop, driver);
        this.peers = new PeerLoop(providers, session, driver, links, new KnownPeers(random::nextDouble));
        driver.onPeerReady(peers::peerReady);
        driver.onPeersTold(told -> peers.peersTold(told, settings.introduced()));
        loop.start(() -> peers.tick(Instant.now()));
        session.start();
        numbering.start();
        // By hand and last: a transport or discovery that is there already calls back at once, and as a declared
        // service this
        // would close a circle of references.
        this.listening = context.registerService(
                new String[] {LinkListener.class.getName(), CandidateListener.class.getName()}, this, null);
        LOG.info("Node {} starts", settings.nodeName());
    }

    /** Takes a changed configuration; a bad one leaves the last good one in force. */
    @Modified
    final void modified(EngineConfig config) {
        try {
            settings = EngineSettings.from(config);
            settingsProblem = "";
        } catch (IllegalArgumentException e) {
            settingsProblem = "etc/" + EngineConfig.PID + ".cfg: " + e.getMessage()
                    + ". The last good configuration stays in force (at first start: the defaults).";
            LOG.error("{}", settingsProblem);
        }
    }

    /** Says goodbye and stops everything, in bounded time. */
    @Deactivate
    void stop() {
        listening.unregister();
        byte[] goodbye = MessageCodec.encode(new Message.Goodbye("the service stops there"));
        loop.put(() -> links.all().forEach(link -> {
            link.send(goodbye);
            link.close("the service stops");
        }));
        numbering.close();
        session.close();
        stop(reader);
        stop(writer);
        loop.close();
    }

    private static void stop(ExecutorService worker) {
        worker.shutdown();
        try {
            if (!worker.awaitTermination(5, TimeUnit.SECONDS)) {
                worker.shutdownNow();
            }
        } catch (InterruptedException e) {
            worker.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    // From the database's threads.

    private void databaseReady(DatabaseSession.Open open) {
        try {
            LogKeeping.Opening opening = keeping.opened(open, Instant.now());
            loop.put(() -> use(open, opening));
        } catch (StorageException e) {
            session.trouble(e);
        }
    }

    private void use(DatabaseSession.Open open, LogKeeping.Opening opening) {
        VersionVector head = open.head().vector();
        Optional<Replica> before = driver.replica();
        DatabaseSession.Open former = used;
        if (before.isPresent()
                && former != null
                && former.speaksLike(open)
                && head.covers(before.get().vector())) {
            driver.run(before.get().headMoved(head, Instant.now()));
            driver.run(before.get().schemaIs(open.schema(), Instant.now()));
            keeping.adopted(opening, before.get());
            return;
        }
        links.all().forEach(link -> link.close("the database changed here"));
        Identity self = new Identity(
                open.origin().node(),
                settings.nodeName(),
                startId,
                open.origin(),
                LocalNodeFacts.productVersion(),
                LocalNodeFacts.CAPABILITIES);
        Replica replica = new Replica(self, limits(), head, open.schema(), open.branches());
        used = open;
        keeping.adopted(opening, replica);
        replica.recallStaged(opening.staged());
        driver.use(replica);
        driver.run(replica.rulesAre(peers.fingerprint(), Instant.now()));
        driver.run(replica.pause(pause.isSet()));
        driver.run(replica.full(room.isUsedUp()));
        peers.recall(open);
        peers.publish();
    }

    private ReplicaLimits limits() {
        ReplicaLimits d = ReplicaLimits.DEFAULT;
        return new ReplicaLimits(
                d.smallestBatch(),
                d.largestBatch(),
                d.window(),
                d.sliceWeight(),
                d.heartbeat(),
                settings.interval(),
                d.retry());
    }

    private void tablesChanged(DatabaseSession.Open open) {
        loop.put(() -> driver.replica().ifPresent(r -> driver.run(r.schemaIs(open.schema(), Instant.now()))));
        retryHeld(open);
    }

    private void retryHeld(DatabaseSession.Open open) {
        writer.execute(() -> {
            try {
                ApplyOutcome outcome = open.storage()
                        .applier()
                        .retryHeld(driver.resolution(), driver.drift().now());
                if (outcome.applied() > 0) {
                    LOG.info("{} held changes were applied; {} still wait", outcome.applied(), outcome.held());
                }
                moved(open, outcome.head());
            } catch (StorageException e) {
                LOG.warn("Held changes could not be tried again: {}", e.getMessage());
            }
        });
    }

    private void numbered(DatabaseSession.Open open, LogHead head) {
        moved(open, head);
    }

    /** The log holds this now. On any thread. What was read before branches were adopted speaks of other transactions under the same names. */
    void moved(DatabaseSession.Open open, LogHead head) {
        loop.put(() -> {
            DatabaseSession.Open now = used;
            if (now != null && now.speaksLike(open)) {
                driver.replica().ifPresent(r -> driver.run(r.headMoved(head.vector(), Instant.now())));
            } else if (now != null && !driver.drift().isStopped()) {
                reader.execute(() -> numberAgain(now));
            }
        });
    }

    /** News that can't be used would not come again by itself. */
    private void numberAgain(DatabaseSession.Open open) {
        try {
            moved(open, open.storage().log().number(Instant.now()));
        } catch (StorageException e) {
            session.trouble(e);
        }
    }

    /** On the session's thread, every few seconds while the database is there. */
    private void housekeeping() {
        Optional<DatabaseSession.Open> open = session.current();
        if (open.isEmpty()) {
            return;
        }
        try {
            driver.saveAcknowledgements(open.get());
            room.look(open.get().storage().database().diskUse());
            loop.put(() -> driver.replica().ifPresent(r -> driver.run(r.full(room.isUsedUp()))));
            keeping.prune(open.get());
            Instant now = Instant.now();
            if (!now.isBefore(nextRegistry)) {
                nextRegistry = now.plus(REGISTRY);
                NodeRegistry.record(open.get(), providers, settings.nodeName(), peers.board());
                keeping.retire(open.get(), now);
                retryHeld(open.get());
            }
        } catch (StorageException e) {
            session.trouble(e);
        }
    }

    // From transports' and discoveries' threads.

    @Override
    public void linkUp(PeerLink link) {
        loop.put(() -> peers.linkUp(link));
    }

    @Override
    public void received(PeerLink link, byte[] bytes) {
        try {
            Message message = MessageCodec.decode(bytes);
            Instant at = Instant.now();
            loop.put(() -> peers.received(link, message, at));
        } catch (MalformedMessageException e) {
            LOG.warn(
                    "Node {} at {} sent what is no message: {}. The link is closed.",
                    link.peer(),
                    link.address(),
                    e.getMessage());
            link.close("malformed message");
        }
    }

    @Override
    public void linkDown(PeerLink link, String reason) {
        loop.put(() -> peers.linkDown(link, reason));
    }

    @Override
    public void dialFailed(PeerAddress address, DialFailure failure) {
        loop.put(() -> peers.dialFailed(address, failure));
    }

    @Override
    public void candidateSeen(String discovery, PeerCandidate candidate) {
        loop.put(() -> peers.candidateSeen(discovery, candidate));
    }

    @Override
    public void candidateGone(String discovery, PeerCandidate candidate, boolean saidGoodbye) {
        loop.put(() -> peers.candidateGone(discovery, candidate, saidGoodbye));
    }

    // For the faces, on any thread.

    PeerBoard board() {
        return peers.board();
    }

    DatabaseSession session() {
        return session;
    }

    ReplicaDriver driver() {
        return driver;
    }

    Room room() {
        return room;
    }

    LogKeeping keeping() {
        return keeping;
    }

    Encounters encounters() {
        return peers.encounters();
    }

    LagBook lags() {
        return lags;
    }

    boolean isPaused() {
        return pause.isSet();
    }

    /** What is wrong with the configuration; empty when nothing is. */
    String settingsProblem() {
        return settingsProblem;
    }

    String nodeName() {
        return settings.nodeName();
    }

    boolean pause(boolean stop) {
        boolean changed = pause.set(stop);
        if (changed) {
            LOG.info("Sync is {} by the operator", stop ? "paused" : "resumed");
            loop.put(() -> driver.replica().ifPresent(r -> driver.run(r.pause(stop))));
        }
        return changed;
    }

    void syncNow() {
        session.wake();
        numbering.wake();
        loop.put(() -> {
            peers.hurry();
            driver.replica().ifPresent(r -> driver.run(r.syncNow(Instant.now())));
        });
    }

    /** Whoever is not linked is due now. */
    void dialEverybody() {
        loop.put(peers::hurry);
    }

    @Override
    public List<KnownPeer> peers() {
        return peers.board().known();
    }
}
