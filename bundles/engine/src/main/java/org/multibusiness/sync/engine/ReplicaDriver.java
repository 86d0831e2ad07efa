package org.multibusiness.sync.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.conflict.ConflictResolver;
import org.multibusiness.sync.api.conflict.ConflictRules;
import org.multibusiness.sync.api.conflict.TableRules;
import org.multibusiness.sync.api.storage.ApplyOutcome;
import org.multibusiness.sync.api.storage.ChainPoint;
import org.multibusiness.sync.api.storage.ChangeApplier;
import org.multibusiness.sync.api.storage.LogBegunLaterException;
import org.multibusiness.sync.api.storage.LogSlice;
import org.multibusiness.sync.api.storage.ReadRequest;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.core.log.Lineage;
import org.multibusiness.sync.core.replica.Effect;
import org.multibusiness.sync.core.replica.Replica;
import org.multibusiness.sync.core.row.RowResolver;
import org.multibusiness.sync.core.wire.MessageEncoder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out the replica's effects and brings their outcomes back as events. All methods are called on the loop's thread;
 * reading and applying run on a thread each.
 */
final class ReplicaDriver implements Effect.Handler {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaDriver.class);

    /** A copy that is turned away calls again within half a minute or so. */
    private static final Duration TWINS_SHOWN = Duration.ofMinutes(10);

    private final Providers providers;
    private final Links links;
    private final EventLoop loop;
    private final DatabaseSession session;
    private final LagBook lags;
    private final ExecutorService reader;
    private final ExecutorService writer;
    private BiConsumer<Effect.PeerReady, String> peerReady = (ready, address) -> {};
    private final RowResolver resolution;
    private final Map<NodeId, VersionVector> unsavedAcknowledgements = new ConcurrentHashMap<>();
    private @Nullable Replica replica;
    private final Alarms alarms;
    private final DriftGuard drift;
    private final MessageEncoder encoder = new MessageEncoder();
    private RecentReads recent = new RecentReads();
    private volatile String applyProblem = "";
    private Consumer<Effect.PeersTold> peersTold = told -> {};

    ReplicaDriver(
            Providers providers, Links links, EventLoop loop, DatabaseSession session, LagBook lags, Workers workers) {
        this.alarms = workers.alarms();
        this.drift = workers.drift();
        this.providers = providers;
        this.links = links;
        this.loop = loop;
        this.session = session;
        this.lags = lags;
        this.reader = workers.reader();
        this.writer = workers.writer();
        this.resolution = new RowResolver(this::rules, this::policy);
    }

    /**
     * Whom work is handed to.
     *
     * @param reader reads the log for peers
     * @param writer applies
     * @param alarms where alarms go
     * @param drift knows the time
     */
    record Workers(ExecutorService reader, ExecutorService writer, Alarms alarms, DriftGuard drift) {}

    /** Whom to tell when a peer is in use; to be called once, before the loop starts. */
    void onPeerReady(BiConsumer<Effect.PeerReady, String> listener) {
        peerReady = listener;
    }

    /** Whom to tell when a peer told whom it knows; to be called once, before the loop starts. */
    void onPeersTold(Consumer<Effect.PeersTold> listener) {
        peersTold = listener;
    }

    Optional<Replica> replica() {
        return Optional.ofNullable(replica);
    }

    /** What was read for the former replica may mean something else to this one. */
    void use(Replica fresh) {
        replica = fresh;
        recent = new RecentReads();
    }

    RowResolver resolution() {
        return resolution;
    }

    DriftGuard drift() {
        return drift;
    }

    Alarms alarms() {
        return alarms;
    }

    String applyProblem() {
        return applyProblem;
    }

    void run(List<Effect> effects) {
        effects.forEach(effect -> effect.match(this));
    }

    /** Writes acknowledgements to the database; called by the session's thread. */
    void saveAcknowledgements(DatabaseSession.Open open) throws StorageException {
        for (Map.Entry<NodeId, VersionVector> entry :
                Map.copyOf(unsavedAcknowledgements).entrySet()) {
            open.storage().log().acknowledged(entry.getKey(), entry.getValue());
            unsavedAcknowledgements.remove(entry.getKey(), entry.getValue());
        }
    }

    private TableRules rules(TableLayout layout) {
        ConflictRules rules = providers
                .rules()
                .orElseThrow(() -> new MissingPolicyException("the feature sync-conflict is not installed"));
        try {
            return rules.of(layout);
        } catch (IllegalStateException e) {
            throw new MissingPolicyException(String.valueOf(e.getMessage()));
        }
    }

    private ConflictResolver policy(String name) {
        return providers
                .resolver(name)
                .orElseThrow(() -> new MissingPolicyException("the conflict policy '" + name + "' is not installed"));
    }

    /** What would decide a conflict is not there; nothing was applied, and the batch waits. */
    private static final class MissingPolicyException extends RuntimeException {
        MissingPolicyException(String message) {
            super(message);
        }
    }

    @Override
    public void send(Effect.Send send) {
        links.link(send.link()).ifPresent(link -> link.send(encoder.encode(send.message())));
    }

    @Override
    public void close(Effect.Close close) {
        links.link(close.link()).ifPresent(link -> link.close(close.reason()));
    }

    @Override
    public void read(Effect.Read read) {
        RecentReads reads = recent;
        RecentReads.Key key = RecentReads.Key.of(
                read.request(), replica().map(Replica::vector).orElse(VersionVector.EMPTY));
        execute(reader, () -> {
            Optional<DatabaseSession.Open> open = session.current();
            try {
                if (open.isPresent()) {
                    LogSlice slice = read(open.get(), read.request(), key, reads);
                    loop.put(() -> replica()
                            .ifPresent(r -> run(r.sliceRead(read.link(), read.subscription(), slice, Instant.now()))));
                    return;
                }
            } catch (LogBegunLaterException e) {
                loop.put(() -> replica()
                        .ifPresent(
                                r -> run(r.readRefused(read.link(), read.subscription(), e.floor(), Instant.now()))));
                return;
            } catch (StorageException e) {
                session.trouble(e);
            }
            loop.put(() -> replica().ifPresent(r -> r.readFailed(read.link(), read.subscription())));
        });
    }

    private static LogSlice read(DatabaseSession.Open open, ReadRequest request, RecentReads.Key key, RecentReads reads)
            throws StorageException {
        Optional<LogSlice> known = reads.find(key, Instant.now());
        if (known.isPresent()) {
            return known.get();
        }
        LogSlice slice = open.storage().log().read(request);
        reads.add(key, slice, Instant.now());
        return slice;
    }

    @Override
    public void apply(Effect.Apply apply) {
        execute(writer, () -> {
            Optional<DatabaseSession.Open> open = session.current();
            boolean done = open.isPresent() && providers.rules().isPresent();
            if (done) {
                done = apply(open.get(), apply);
            }
            if (!done) {
                loop.put(() -> replica().ifPresent(r -> r.applyFailed(Instant.now())));
            }
        });
    }

    @Override
    public void stage(Effect.Stage stage) {
        execute(writer, () -> {
            Optional<DatabaseSession.Open> open = session.current();
            boolean fits = true;
            try {
                if (open.isPresent()) {
                    fits = open.get().storage().applier().stage(stage.teller(), stage.tellerStart(), stage.part());
                    if (fits) {
                        tell(stage);
                        loop.put(() -> replica().ifPresent(r -> run(r.staged(stage, Instant.now()))));
                        return;
                    }
                }
            } catch (StorageException e) {
                problem(e);
            }
            boolean again = fits;
            loop.put(() -> replica().ifPresent(r -> r.stageFailed(stage, again, Instant.now())));
        });
    }

    private static void tell(Effect.Stage stage) {
        Dot dot = stage.part().transaction().dot();
        if (stage.part().after() == 0) {
            LOG.info(
                    "Transaction {} is large: it comes in parts from {}, and shows when all of it is here",
                    dot,
                    stage.teller());
        } else if (stage.part().last()) {
            LOG.info("All of the large transaction {} is here; it is applied as one", dot);
        }
    }

    /** Whether an author had seen another history than our log's: then the batch means something else than it says. */
    private boolean isStrange(DatabaseSession.Open open, List<ChangeTransaction> transactions) throws StorageException {
        Optional<Dot> strange =
                Lineage.stranger(transactions, open.storage().log().points(Lineage.named(transactions)));
        strange.ifPresent(dot -> {
            LOG.warn("The author of {} had seen another history than ours; all peers are compared anew", dot);
            loop.put(() -> replica().ifPresent(r -> run(r.strangeHistory(dot))));
        });
        return strange.isPresent();
    }

    private boolean apply(DatabaseSession.Open open, Effect.Apply apply) {
        List<ChangeTransaction> transactions = apply.transactions();
        try {
            if (isStrange(open, transactions)) {
                return true;
            }
            ChangeApplier applier = open.storage().applier();
            ApplyOutcome outcome = apply.staged()
                    ? applier.applyStaged(transactions.get(0), resolution, drift.now())
                    : applier.apply(transactions, resolution, drift.now());
            if (apply.staged()) {
                LOG.info(
                        "The large transaction {} is applied",
                        transactions.get(0).dot());
            }
            applyProblem = "";
            lags.applied(transactions, Instant.now());
            LOG.debug("Applied {} transactions, {} conflicts", outcome.applied(), outcome.conflicts());
            loop.put(() -> replica().ifPresent(r -> run(r.applied(outcome.head().vector(), Instant.now()))));
            return true;
        } catch (StorageException e) {
            problem(e);
            if (!e.isTransient()) {
                session.trouble(e);
            }
        } catch (MissingPolicyException e) {
            problem(e);
        } catch (RuntimeException e) {
            LOG.error("Applying a batch failed inside the engine; it is tried again. Please report this.", e);
            applyProblem = "Applying received changes fails: " + e.getMessage();
        }
        return false;
    }

    private void problem(Exception e) {
        String text = "Applying received changes fails: " + e.getMessage();
        if (!text.equals(applyProblem)) {
            LOG.warn("{} It is tried again.", text);
        }
        applyProblem = text;
    }

    @Override
    public void acknowledged(Effect.Acknowledged acknowledged) {
        unsavedAcknowledgements.put(acknowledged.peer(), acknowledged.vector());
        replica().ifPresent(r -> lags.compared(acknowledged.peer(), r.vector(), acknowledged.vector(), Instant.now()));
    }

    @Override
    public void peerReady(Effect.PeerReady ready) {
        String address =
                links.link(ready.link()).map(l -> l.address().toString()).orElse("");
        peerReady.accept(ready, address);
    }

    @Override
    public void readChains(Effect.ReadChains read) {
        execute(reader, () -> {
            Optional<DatabaseSession.Open> open = session.current();
            try {
                if (open.isPresent()) {
                    Map<Dot, ChainPoint> points = open.get().storage().log().points(read.dots());
                    loop.put(() -> replica()
                            .ifPresent(r -> run(r.chainsRead(read.link(), read.round(), points, Instant.now()))));
                    return;
                }
            } catch (StorageException e) {
                session.trouble(e);
            }
            loop.put(() -> replica().ifPresent(r -> run(r.chainsFailed(read.link()))));
        });
    }

    @Override
    public void adopt(Effect.Adopt adopt) {
        execute(writer, () -> {
            try {
                session.adopt(adopt.branches(), adopt.incarnation());
            } catch (StorageException e) {
                LOG.warn("Branches could not be adopted, it is tried again: {}", e.getMessage());
                session.trouble(e);
                loop.put(() -> replica().ifPresent(r -> r.adoptFailed(Instant.now())));
            }
        });
    }

    @Override
    public void twins(Effect.Twins twins) {
        String text = "Two running servers call themselves node " + twins.node() + " (" + twins.name() + "): at "
                + host(twins.used()) + " and at " + host(twins.refused())
                + ". One is a copy of the other; this node talks with the first only. Next, at the copy: stop the service,"
                + " delete data/sync/identity/node.pem, set node.adopt-log = " + twins.node()
                + " in etc/org.multibusiness.sync.engine.cfg, start it";
        alarms.raise("twins " + twins.node(), text, TWINS_SHOWN, Instant.now());
    }

    private String host(long link) {
        return links.link(link).map(l -> l.address().host()).orElse("an unknown address");
    }

    @Override
    public void alarm(Effect.Alarm raised) {
        alarms.raise(raised.topic(), raised.text(), Instant.now());
    }

    @Override
    public void peersTold(Effect.PeersTold told) {
        peersTold.accept(told);
    }

    @Override
    public void shortfall(Effect.Shortfall shortfall) {
        LOG.error("{}", shortfall.text());
    }

    private static void execute(ExecutorService executor, Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("The engine stops; the task is dropped");
        }
    }
}
