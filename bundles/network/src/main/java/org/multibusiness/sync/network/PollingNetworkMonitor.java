package org.multibusiness.sync.network;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.engine.ProviderProblem;
import org.multibusiness.sync.api.network.NetworkListener;
import org.multibusiness.sync.api.network.NetworkMonitor;
import org.multibusiness.sync.api.network.NetworkSnapshot;
import org.multibusiness.sync.api.network.NetworkTransition;
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

/**
 * Looks at the interfaces every few seconds, because Java can't be told of a change. One thread looks, judges and tells the
 * listeners, so they hear everything in order and one at a time. Thread-safe; no method blocks.
 */
@Component(
        service = {NetworkMonitor.class, ProviderProblem.class},
        immediate = true,
        configurationPid = PollingNetworkMonitor.PID)
@Designate(ocd = PollingNetworkMonitor.Config.class)
public final class PollingNetworkMonitor implements NetworkMonitor, ProviderProblem {
    static final String PID = "org.multibusiness.sync.network";

    private static final Logger LOG = LoggerFactory.getLogger(PollingNetworkMonitor.class);
    private static final long STOP_SECONDS = 2;

    private final Interfaces interfaces;
    private final Routes routes;
    private final Transitions transitions = new Transitions();
    private final Map<Object, NetworkListener> listeners = new LinkedHashMap<>(); // the thread's own
    private final ScheduledThreadPoolExecutor thread;
    private volatile Settings settings;
    private volatile NetworkSnapshot snapshot;
    private @Nullable Future<?> nextLook; // the thread's own
    private boolean blind; // the thread's own
    private volatile String problem = "";

    /** Keys of {@code etc/org.multibusiness.sync.network.cfg}. */
    @ObjectClassDefinition(
            name = "Multi-Business Sync: Network",
            description = "Which interfaces may be used, and how often they are looked at.")
    public @interface Config {
        /** A text, so that a bad value can be answered by name. */
        @AttributeDefinition(
                name = "Poll interval (ms)",
                description = "Between two looks at the interfaces, 200 to 600000.")
        String poll_interval_ms() default "2000";

        /** Name patterns. */
        @AttributeDefinition(
                name = "Interfaces",
                description = "Names separated by commas, * for anything, lo for loopback. Empty: all but loopback.")
        String interfaces() default "";
    }

    /** The system's interfaces, read anew at each call. */
    @FunctionalInterface
    interface Interfaces {
        List<SeenInterface> read() throws IOException;
    }

    /** The system's default route, read anew at each call; empty when there is none. */
    @FunctionalInterface
    interface Routes {
        Optional<SeenRoute> read();
    }

    /** Looks once, so that there is a snapshot from the first moment, and starts the thread. */
    @Activate
    public PollingNetworkMonitor(Config config) {
        this(config, new ArrayList<>());
    }

    private PollingNetworkMonitor(Config config, List<String> rejections) {
        this(Settings.from(config, Settings.DEFAULTS, rejections::add), InterfaceReader::read, RouteReader::read);
        refuse(rejections);
    }

    PollingNetworkMonitor(Settings settings, Interfaces interfaces, Routes routes) {
        this.settings = settings;
        this.interfaces = interfaces;
        this.routes = routes;
        this.snapshot = look(Selection.of(List.of(), settings.wanted()));
        log(snapshot);
        Transitions.begin(snapshot.reach());
        this.thread = new ScheduledThreadPoolExecutor(
                1,
                work -> {
                    Thread created = new Thread(work, "sync-network");
                    created.setDaemon(true);
                    return created;
                },
                new ThreadPoolExecutor.DiscardPolicy()); // after the end nobody is told anything
        thread.execute(this::scheduleNext);
    }

    /** Takes the good values of a changed configuration and looks at once. */
    @Modified
    void modified(Config config) {
        List<String> found = new ArrayList<>();
        apply(Settings.from(config, settings, found::add));
        refuse(found);
    }

    void apply(Settings changed) {
        settings = changed;
        thread.execute(this::lookAndTell);
    }

    private void refuse(List<String> rejections) {
        rejections.forEach(LOG::error);
        problem = String.join(" ", rejections);
    }

    @Override
    public String provider() {
        return "network";
    }

    @Override
    public String problem() {
        return problem;
    }

    @Deactivate
    void deactivate() throws InterruptedException {
        thread.shutdownNow();
        if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn(
                    "A network listener didn't return within {} s; the network monitor stops without it", STOP_SECONDS);
        }
    }

    /**
     * The listener is fetched later, on our thread: it may be somebody who is just being made and needs us for that, and to
     * fetch it now would lead round in a circle.
     */
    @Reference(
            service = NetworkListener.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void bindListener(ServiceReference<NetworkListener> key, ComponentServiceObjects<NetworkListener> source) {
        addListener(key, source::getService);
    }

    void unbindListener(ServiceReference<NetworkListener> key) {
        removeListener(key);
    }

    void addListener(Object key, Supplier<@Nullable NetworkListener> source) {
        thread.execute(() -> {
            NetworkListener listener = source.get();
            if (listener != null) {
                listeners.put(key, listener);
                tell(listener, snapshot);
            }
        });
    }

    void removeListener(Object key) {
        thread.execute(() -> listeners.remove(key));
    }

    @Override
    public NetworkSnapshot snapshot() {
        return snapshot;
    }

    @Override
    public List<NetworkTransition> transitions() {
        return transitions.latest();
    }

    private void lookAndTell() {
        NetworkSnapshot before = snapshot;
        NetworkSnapshot now = look(before);
        if (!now.equals(before)) {
            snapshot = now;
            if (!now.chosenBecause().equals(before.chosenBecause())) {
                log(now);
            }
            LOG.debug("Interfaces in use: {}; ignored: {}", now.interfaces(), now.ignored());
            listeners.values().forEach(listener -> tell(listener, now));
            transitions
                    .note(before.reach(), now.reach(), Instant.now())
                    .ifPresent(change -> listeners.values().forEach(listener -> tell(listener, change)));
        }
        scheduleNext();
    }

    private void scheduleNext() {
        if (nextLook != null) {
            nextLook.cancel(false);
        }
        Duration interval = settings.pollInterval();
        nextLook = thread.schedule(this::lookAndTell, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private NetworkSnapshot look(NetworkSnapshot last) {
        try {
            NetworkSnapshot now = Selection.of(interfaces.read(), settings.wanted());
            blind = false;
            return now.reaching(Judgement.of(now, routes.read()));
        } catch (IOException | RuntimeException unreadable) {
            if (!blind) {
                LOG.warn("The system doesn't show its network interfaces; the last known ones stay in use", unreadable);
            }
            blind = true;
            return last;
        }
    }

    private static void log(NetworkSnapshot snapshot) {
        if (snapshot.interfaces().stream().allMatch(port -> port.reason().equals(Selection.NOTHING_ELSE))) {
            LOG.warn("{}", snapshot.chosenBecause());
        } else {
            LOG.info("{}", snapshot.chosenBecause());
        }
    }

    private static void tell(NetworkListener listener, NetworkSnapshot snapshot) {
        tell(listener, () -> listener.networkChanged(snapshot));
    }

    private static void tell(NetworkListener listener, NetworkTransition transition) {
        tell(listener, () -> listener.reachChanged(transition));
    }

    private static void tell(NetworkListener listener, Runnable news) {
        try {
            news.run();
        } catch (RuntimeException broken) {
            LOG.warn(
                    "Network listener {} failed; the others are told all the same",
                    listener.getClass().getName(),
                    broken);
        }
    }
}
