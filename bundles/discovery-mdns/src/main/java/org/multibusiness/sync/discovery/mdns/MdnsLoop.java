package org.multibusiness.sync.discovery.mdns;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import javax.jmdns.ServiceInfo;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.Beacon;
import org.multibusiness.sync.api.discovery.BeaconLedger;
import org.multibusiness.sync.api.discovery.CandidateListener;
import org.multibusiness.sync.api.discovery.PeerCandidate;
import org.multibusiness.sync.api.network.NetworkMonitor;
import org.multibusiness.sync.api.security.PeerSecurity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns the posts, the table and the listeners. Once a second, and when the network changes, the posts are
 * brought in line with the interfaces and with what this node says. Public methods may be called by any thread; only
 * {@link #close} blocks, for seconds at most.
 */
final class MdnsLoop implements Post.Ear, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MdnsLoop.class);
    private static final long TICK_MILLIS = 1_000;
    private static final long RETRY_NANOS = Duration.ofSeconds(5).toNanos();
    private static final Duration STOP = Duration.ofSeconds(8);
    private static final int MOST_PENDING = 512;

    private final LateNode local;
    private final PeerSecurity security;
    private final NetworkMonitor network;
    private final Supplier<Optional<BeaconLedger>> ledger;
    private final ScheduledThreadPoolExecutor thread;
    private final AtomicInteger pending = new AtomicInteger();

    // Owned by the thread.
    private final Map<Place, Post> posts = new LinkedHashMap<>();
    private final List<Post> ending = new ArrayList<>();
    private final Listeners listeners = new Listeners();
    private final SightTable table;
    private final BiPredicate<NodeId, String> ours;
    private long triedNanos;
    private @Nullable Future<?> ticks;

    // Written by the thread, read by anybody.
    private volatile Settings settings;
    private volatile List<PeerCandidate> candidates = List.of();
    private volatile String condition = "not started yet";
    private final AtomicInteger floods = new AtomicInteger();

    MdnsLoop(
            Settings settings,
            LateNode local,
            PeerSecurity security,
            NetworkMonitor network,
            Supplier<Optional<BeaconLedger>> ledger) {
        this.settings = settings;
        this.local = local;
        this.security = security;
        this.network = network;
        this.ledger = ledger;
        this.ours = (node, shown) -> security.presenceSeal().isAccepted(node, shown);
        this.table = new SightTable(ours);
        this.thread = new ScheduledThreadPoolExecutor(
                1,
                work -> {
                    Thread created = new Thread(work, "sync-mdns");
                    created.setDaemon(true);
                    return created;
                },
                new ThreadPoolExecutor.DiscardPolicy()); // what is found after the end is nobody's business
    }

    void start() {
        ticks = thread.scheduleWithFixedDelay(carryingOn(this::tune), 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    void networkChanged() {
        soon(this::tune);
    }

    void apply(Settings changed) {
        soon(() -> {
            settings = changed;
            tune();
        });
    }

    /** Looks for everybody again. */
    void announce() {
        soon(() -> posts.values().forEach(Post::ask));
    }

    /** Fetches the listener on the loop's thread and tells it everybody. */
    void add(Object key, Supplier<@Nullable CandidateListener> source) {
        soon(() -> listeners.add(key, source.get(), table.candidates()));
    }

    void remove(Object key) {
        soon(() -> listeners.remove(key));
    }

    List<PeerCandidate> candidates() {
        return candidates;
    }

    /** One line for the operator. */
    String condition() {
        StringBuilder words = new StringBuilder(condition);
        words.append("; ").append(candidates.size()).append(" found");
        if (floods.get() > 0) {
            words.append("; started over ")
                    .append(floods.get())
                    .append(" times because others multicast too many records");
        }
        settings.rejections().forEach(rejection -> words.append("; ").append(rejection));
        return words.toString();
    }

    private void tune() {
        if (!local.ready()) {
            return;
        }
        Set<Place> wanted = Place.of(network.snapshot().interfaces());
        for (Post post : List.copyOf(posts.values())) {
            boolean flooded = post.flooded();
            if (flooded) {
                floods.incrementAndGet();
                LOG.warn(
                        "DNS-SD on {} starts over: others multicast more records than are kept. Peers are found again.",
                        post.place());
            }
            if (flooded || !wanted.contains(post.place())) {
                leave(post);
            }
        }
        ending.removeIf(MdnsLoop::ended);
        long now = System.nanoTime();
        boolean retry = now - triedNanos > RETRY_NANOS;
        triedNanos = retry ? now : triedNanos;
        @Nullable Announcement announcement = announcement();
        for (Place place : wanted) {
            boolean known = posts.containsKey(place);
            Post post = posts.computeIfAbsent(place, p -> new Post(p, local.id().value(), this));
            if (!known || retry) {
                post.open();
            }
            post.say(announcement);
        }
        describe(announcement != null);
    }

    private void leave(Post post) {
        posts.remove(post.place());
        post.close();
        ending.add(post);
        tell(table.drop(post.place()));
    }

    private static boolean ended(Post post) {
        try {
            return post.awaitEnd(Duration.ZERO);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private @Nullable Announcement announcement() {
        if (!settings.announce() || local.port() == 0) {
            return null;
        }
        return Announcement.of(local, security.presenceSeal());
    }

    private void describe(boolean announcing) {
        StringBuilder words = new StringBuilder();
        if (posts.isEmpty()) {
            words.append("no interface carries multicast; name the peers in SYNC_PEERS instead");
        } else {
            words.append(announcing ? "announcing and looking for " : "looking for ")
                    .append("_multibiz-sync._tcp");
        }
        for (Post post : posts.values()) {
            words.append(post.isOpen() ? "; on " : "; not on ").append(post.place());
            if (!post.trouble().isEmpty()) {
                words.append(": ").append(post.trouble());
            }
        }
        if (!announcing) {
            words.append(
                    settings.announce()
                            ? "; not announcing: no transport accepts links yet"
                            : "; told not to announce");
        }
        change(words.toString());
    }

    /** Logs a condition once, when it comes. */
    private void change(String words) {
        if (!words.equals(condition)) {
            condition = words;
            LOG.info("DNS-SD: {}", words);
        }
    }

    @Override
    public void found(Place place, String instance, ServiceInfo service) {
        pass(() -> heard(place, instance, Sight.of(service, place)));
    }

    @Override
    public void lost(Place place, String instance) {
        pass(() -> {
            if (posts.containsKey(place)) {
                tell(table.drop(place, instance));
            }
        });
    }

    private void heard(Place place, String instance, Sight sight) {
        boolean ourselves = sight.nodeId().equals(local.id().value());
        if (ourselves || !posts.containsKey(place)) {
            return;
        }
        String refusal = sight.objection();
        if (refusal.isEmpty()) {
            List<SightTable.News> news = new ArrayList<>();
            boolean held = table.hold(place, instance, sight, news);
            tell(news);
            boolean wrongKey = sight.isWrongKey(ours);
            refusal = !held ? "beyond the most services" : wrongKey ? "with another registration key" : "";
        }
        note(place, sight, refusal);
    }

    private void note(Place place, Sight sight, String refusal) {
        String source =
                sight.addresses().isEmpty() ? "" : sight.addresses().get(0).host();
        Beacon beacon = new Beacon(
                MdnsDiscovery.NAME,
                source,
                place.name(),
                "service",
                sight.nodeId(),
                sight.name(),
                sight.keyHash(),
                refusal);
        ledger.get().ifPresent(it -> it.heard(beacon, Clock.systemUTC().instant()));
    }

    private void tell(List<SightTable.News> news) {
        if (!news.isEmpty()) {
            candidates = table.candidates();
            listeners.tell(news);
        }
    }

    /** From JmDNS's threads; what is too much is found again when it is announced again. */
    private void pass(Runnable work) {
        if (pending.incrementAndGet() > MOST_PENDING) {
            pending.decrementAndGet();
            return;
        }
        soon(() -> {
            pending.decrementAndGet();
            work.run();
        });
    }

    private void soon(Runnable work) {
        thread.execute(carryingOn(work));
    }

    /** Says goodbye on all interfaces at once and stops, in bounded time. */
    @Override
    public void close() {
        if (ticks != null) {
            ticks.cancel(false);
        }
        thread.shutdownNow();
        long end = System.nanoTime() + STOP.toNanos();
        try {
            if (!thread.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("A candidate listener didn't return; DNS-SD stops without it");
            }
            ending.addAll(posts.values());
            posts.values().forEach(Post::close);
            for (Post post : ending) {
                if (!post.awaitEnd(Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
                    LOG.warn("DNS-SD on {} could not be closed within {} s", post.place(), STOP.toSeconds());
                }
            }
        } catch (InterruptedException hurry) {
            posts.values().forEach(Post::close);
            Thread.currentThread().interrupt();
        }
    }

    /** An executor keeps quiet about what its work throws. */
    private static Runnable carryingOn(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException bug) {
                LOG.error("DNS-SD discovery failed at one step and carries on; please report this", bug);
            }
        };
    }
}
