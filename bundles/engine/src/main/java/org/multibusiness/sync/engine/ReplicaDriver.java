package org.multibusiness.sync.engine;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.conflict.ConflictResolver;
import org.multibusiness.sync.api.conflict.ConflictRules;
import org.multibusiness.sync.api.conflict.TableRules;
import org.multibusiness.sync.api.storage.ApplyOutcome;
import org.multibusiness.sync.api.storage.LogBegunLaterException;
import org.multibusiness.sync.api.storage.LogSlice;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.core.replica.Effect;
import org.multibusiness.sync.core.replica.Replica;
import org.multibusiness.sync.core.row.RowResolver;
import org.multibusiness.sync.core.wire.Message;
import org.multibusiness.sync.core.wire.MessageCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Carries out the replica's effects and brings their outcomes back as events. All methods are called on the loop's thread;
 * reading and applying run on a thread each.
 */
final class ReplicaDriver implements Effect.Handler {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaDriver.class);

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
    private volatile String alarm = "";
    private volatile String applyProblem = "";

    ReplicaDriver(
            Providers providers, Links links, EventLoop loop, DatabaseSession session, LagBook lags, Workers workers) {
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
     * The threads that block on the database.
     *
     * @param reader reads the log for peers
     * @param writer applies
     */
    record Workers(ExecutorService reader, ExecutorService writer) {}

    /** Whom to tell when a peer is in use; to be called once, before the loop starts. */
    void onPeerReady(BiConsumer<Effect.PeerReady, String> listener) {
        peerReady = listener;
    }

    Optional<Replica> replica() {
        return Optional.ofNullable(replica);
    }

    void use(Replica fresh) {
        replica = fresh;
        alarm = "";
    }

    RowResolver resolution() {
        return resolution;
    }

    String alarm() {
        return alarm;
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
        links.link(send.link()).ifPresent(link -> link.send(MessageCodec.encode(send.message())));
    }

    @Override
    public void close(Effect.Close close) {
        links.link(close.link()).ifPresent(link -> link.close(close.reason()));
    }

    @Override
    public void read(Effect.Read read) {
        execute(reader, () -> {
            Optional<DatabaseSession.Open> open = session.current();
            try {
                if (open.isPresent()) {
                    LogSlice slice = open.get().storage().log().read(read.request());
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

    @Override
    public void apply(Effect.Apply apply) {
        execute(writer, () -> {
            Optional<DatabaseSession.Open> open = session.current();
            boolean done = open.isPresent() && providers.rules().isPresent();
            if (done) {
                done = apply(open.get(), apply.transactions());
            }
            if (!done) {
                loop.put(() -> replica().ifPresent(r -> r.applyFailed(Instant.now())));
            }
        });
    }

    private boolean apply(DatabaseSession.Open open, List<ChangeTransaction> transactions) {
        try {
            ApplyOutcome outcome = open.storage().applier().apply(transactions, resolution, Instant.now());
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
        Message.Hello hello = ready.hello();
        String address =
                links.link(ready.link()).map(l -> l.address().toString()).orElse("");
        MDC.put("peer", hello.node().toString());
        LOG.info("Linked with {} ({}) at {}, version {}", hello.name(), hello.node(), address, hello.version());
        MDC.remove("peer");
        peerReady.accept(ready, address);
    }

    @Override
    public void alarm(Effect.Alarm raised) {
        LOG.error("{}", raised.text());
        alarm = raised.text();
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
