package org.multibusiness.sync.partition;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.engine.ProviderProblem;
import org.multibusiness.sync.api.partition.PartitionDetector;
import org.multibusiness.sync.api.partition.PartitionListener;
import org.multibusiness.sync.api.partition.PeerCondition;
import org.multibusiness.sync.partition.rules.Patience;
import org.multibusiness.sync.partition.rules.PeerRules;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Feeds {@link PeerRules} with signs of life and with the time. Thread-safe; no method blocks. A lock guards the rules and
 * puts each change into the queue of the one thread that writes the log and tells the listeners: so they hear changes in the
 * order in which they were decided, and the lock is never held while somebody else's code runs.
 */
@Component(
        service = {PartitionDetector.class, ProviderProblem.class},
        configurationPid = HeartbeatPartitionDetector.PID)
@Designate(ocd = HeartbeatPartitionDetector.Config.class)
public final class HeartbeatPartitionDetector implements PartitionDetector, ProviderProblem {
    static final String PID = "org.multibusiness.sync.partition";

    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatPartitionDetector.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final long STOP_SECONDS = 2;

    private final Object lock = new Object();
    private final PeerRules rules; // guarded by the lock
    private final Map<Object, PartitionListener> listeners = new LinkedHashMap<>(); // the thread's own
    private final ScheduledThreadPoolExecutor thread;
    private final Future<?> ticks;
    private volatile Patience patience;
    private volatile String problem = "";

    /** Keys of {@code etc/org.multibusiness.sync.partition.cfg}; texts, so that a bad value can be answered by name. */
    @ObjectClassDefinition(
            name = "Multi-Business Sync: Partition",
            description = "How long a peer may be silent before it counts as suspect or offline.")
    public @interface Config {
        /** Milliseconds. */
        @AttributeDefinition(
                name = "Suspect after (ms)",
                description = "Silence on a link that makes the peer suspect; three heartbeats of 3 s and a little.")
        String suspect_after_ms() default "10000";

        /** Milliseconds. */
        @AttributeDefinition(
                name = "Peer time-out (ms)",
                description = "Silence of any kind that makes the peer offline; four presence intervals of 30 s.")
        String peer_timeout_ms() default "120000";

        /** Milliseconds. */
        @AttributeDefinition(
                name = "Offline after a lost link (ms)",
                description =
                        "Silence after a lost link that makes the peer offline; a presence interval and a little.")
        String offline_after_link_lost_ms() default "35000";
    }

    /** Starts the thread; knows nobody. */
    @Activate
    public HeartbeatPartitionDetector(Config config) {
        this(config, new ArrayList<>());
    }

    private HeartbeatPartitionDetector(Config config, List<String> rejections) {
        this(Settings.from(config, Patience.DEFAULT, rejections::add), Clock.systemUTC(), TICK);
        refuse(rejections);
    }

    HeartbeatPartitionDetector(Patience patience, Clock clock, Duration tick) {
        this.patience = patience;
        this.rules = new PeerRules(patience);
        this.thread = new ScheduledThreadPoolExecutor(
                1,
                work -> {
                    Thread created = new Thread(work, "sync-partition");
                    created.setDaemon(true);
                    return created;
                },
                new ThreadPoolExecutor.DiscardPolicy()); // what is heard after the end changes nothing
        this.ticks =
                thread.scheduleWithFixedDelay(() -> tick(clock.instant()), 0, tick.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Takes the good values of a changed configuration; they count from each peer's next event on. */
    @Modified
    void modified(Config config) {
        List<String> found = new ArrayList<>();
        Patience changed = Settings.from(config, patience, found::add);
        refuse(found);
        patience = changed;
        synchronized (lock) {
            rules.patience(changed);
        }
    }

    private void refuse(List<String> rejections) {
        rejections.forEach(LOG::error);
        problem = String.join(" ", rejections);
    }

    @Override
    public String provider() {
        return "partition";
    }

    @Override
    public String problem() {
        return problem;
    }

    @Deactivate
    void deactivate() throws InterruptedException {
        ticks.cancel(false);
        thread.shutdownNow();
        if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("A partition listener didn't return within {} s; the detector stops without it", STOP_SECONDS);
        }
    }

    /**
     * The listener is fetched later, on our thread: it may be somebody who is just being made and needs us for that, and to
     * fetch it now would lead round in a circle.
     */
    @Reference(
            service = PartitionListener.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void bindListener(ServiceReference<PartitionListener> key, ComponentServiceObjects<PartitionListener> source) {
        addListener(key, source::getService);
    }

    void unbindListener(ServiceReference<PartitionListener> key) {
        removeListener(key);
    }

    void addListener(Object key, Supplier<@Nullable PartitionListener> source) {
        synchronized (lock) {
            List<PeerCondition> current = rules.conditions();
            thread.execute(() -> {
                PartitionListener listener = source.get();
                if (listener != null) {
                    listeners.put(key, listener);
                    current.forEach(condition -> tell(listener, condition));
                }
            });
        }
    }

    void removeListener(Object key) {
        thread.execute(() -> listeners.remove(key));
    }

    @Override
    public void heard(NodeId peer, String name, Sign sign, Instant at) {
        synchronized (lock) {
            rules.heard(peer, name, sign, at).map(List::of).ifPresent(this::enqueue);
        }
    }

    @Override
    public void linkLost(NodeId peer, Instant at) {
        synchronized (lock) {
            rules.linkLost(peer, at).map(List::of).ifPresent(this::enqueue);
        }
    }

    @Override
    public void left(NodeId peer, Instant at) {
        synchronized (lock) {
            rules.left(peer, at).map(List::of).ifPresent(this::enqueue);
        }
    }

    @Override
    public List<PeerCondition> conditions() {
        synchronized (lock) {
            return rules.conditions();
        }
    }

    private void tick(Instant now) {
        synchronized (lock) {
            enqueue(rules.tick(now));
        }
    }

    private void enqueue(Collection<PeerCondition> changes) {
        for (PeerCondition change : changes) {
            thread.execute(() -> {
                log(change);
                listeners.values().forEach(listener -> tell(listener, change));
            });
        }
    }

    private static void log(PeerCondition change) {
        MDC.put("peer", change.node().toString());
        try {
            say(change);
        } finally {
            MDC.remove("peer");
        }
    }

    private static void say(PeerCondition change) {
        switch (change.state()) {
            case ALIVE -> LOG.info("Peer {} ({}) is there: {}", change.name(), change.node(), change.reason());
            case SUSPECT -> LOG.info("Peer {} ({}) is suspect: {}", change.name(), change.node(), change.reason());
            case OFFLINE ->
                LOG.warn(
                        "Peer {} ({}) is offline: {}. Both go on selling, and what changed is exchanged when it is back. Is it"
                                + " switched on, and its cable or Wi-Fi connected?",
                        change.name(),
                        change.node(),
                        change.reason());
            case LEFT -> LOG.info("Peer {} ({}) left: {}", change.name(), change.node(), change.reason());
        }
    }

    private static void tell(PartitionListener listener, PeerCondition condition) {
        try {
            listener.conditionChanged(condition);
        } catch (RuntimeException broken) {
            LOG.warn(
                    "Partition listener {} failed; the others are told all the same",
                    listener.getClass().getName(),
                    broken);
        }
    }
}
