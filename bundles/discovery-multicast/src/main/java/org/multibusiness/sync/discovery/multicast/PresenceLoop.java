package org.multibusiness.sync.discovery.multicast;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.discovery.BeaconLedger;
import org.multibusiness.sync.api.discovery.CandidateListener;
import org.multibusiness.sync.api.discovery.PeerCandidate;
import org.multibusiness.sync.api.discovery.PeerCandidate.Standing;
import org.multibusiness.sync.api.network.NetworkMonitor;
import org.multibusiness.sync.api.security.PeerSecurity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns the table of peers, the sockets and the listeners, and what it does with everything heard. Public
 * methods may be called by any thread; only {@link #close} blocks, for seconds at most.
 */
final class PresenceLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PresenceLoop.class);
    private static final long TICK_MILLIS = 1_000;
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final long STOP_SECONDS = 2;

    private final LateNode local;
    private final NetworkMonitor network;
    private final long incarnation;
    private final RefusalCounts refusals = new RefusalCounts();
    private final Witness witness;
    private final Intake intake;
    private final ScheduledThreadPoolExecutor thread;

    // Owned by the thread.
    private final Announcer announcer;
    private final PeerTable table = new PeerTable(refusals);
    private final Hearers hearers;
    private long triedNanos;
    private @Nullable Future<?> ticks;

    // Written by the thread, read by anybody.
    private volatile Settings settings;
    private volatile Stations station;
    private volatile List<PeerCandidate> candidates = List.of();

    PresenceLoop(
            Settings settings,
            LateNode local,
            PeerSecurity security,
            NetworkMonitor network,
            long incarnation,
            Supplier<Optional<BeaconLedger>> ledger) {
        this.settings = settings;
        this.local = local;
        this.network = network;
        this.incarnation = incarnation;
        this.hearers = new Hearers(security, System.nanoTime());
        this.witness = new Witness(ledger, this::interfaceOf);
        this.intake = new Intake(security.presenceSeal(), refusals, witness, this::soon, this::heard);
        this.station = new Stations(settings.group(), intake);
        this.announcer =
                new Announcer(local, network, new PresenceWriter(local, security, incarnation), station, this::later);
        this.thread = new ScheduledThreadPoolExecutor(
                1,
                work -> {
                    Thread created = new Thread(work, "sync-multicast");
                    created.setDaemon(true);
                    return created;
                },
                new ThreadPoolExecutor.DiscardPolicy()); // what is heard after the end is nobody's business
        thread.setRemoveOnCancelPolicy(true);
    }

    private String interfaceOf(InetAddress source) {
        return station.interfaceOf(source);
    }

    void start() {
        soon(() -> announcer.interval(settings.interval()));
        ticks = thread.scheduleWithFixedDelay(carryingOn(this::tick), 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Announces now and asks the others to do so. */
    void announce() {
        soon(() -> announcer.burst(true));
    }

    /** The interfaces may have changed. */
    void networkChanged() {
        soon(announcer::sayWhatChanged);
    }

    void apply(Settings changed) {
        soon(() -> {
            boolean moved = !changed.group().equals(settings.group());
            settings = changed;
            announcer.interval(changed.interval());
            if (moved) {
                station.close();
                station = new Stations(changed.group(), intake);
                announcer.move(station);
            }
            announcer.burst(moved);
        });
    }

    /** Fetches the listener on the loop's thread and tells it everybody. */
    void add(Object key, Supplier<@Nullable CandidateListener> source) {
        soon(() -> hearers.add(key, source.get(), table.candidates()));
    }

    void remove(Object key) {
        soon(() -> hearers.remove(key));
    }

    List<PeerCandidate> candidates() {
        return candidates;
    }

    /** What datagrams are handed to. */
    GroupReceiver.Inbox inbox() {
        return intake;
    }

    RefusalCounts refusals() {
        return refusals;
    }

    /** One line for the operator. */
    String condition() {
        Settings current = settings;
        StringBuilder words = new StringBuilder(station.condition());
        if (announcer.mute()) {
            words.append("; not announcing: no transport accepts links yet");
        } else if (station.listening() && announcer.unheard()) {
            words.append("; this node doesn't hear its own announcements: multicast to ")
                    .append(current.group().getAddress().getHostAddress())
                    .append(" is blocked or switched off on this very server");
        }
        words.append("; ").append(candidates.size()).append(" heard");
        String refused = refusals.toString();
        if (!refused.isEmpty()) {
            words.append("; refused messages: ").append(refused);
        }
        current.rejections().forEach(rejection -> words.append("; ").append(rejection));
        return words.toString();
    }

    /** Says goodbye and stops, in bounded time. */
    @Override
    public void close() {
        if (ticks != null) {
            ticks.cancel(false);
        }
        Future<?> goodbye = thread.submit(announcer::goodbye);
        try {
            goodbye.get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException unsaid) {
            LOG.warn("Saying goodbye by multicast failed; the others will notice the silence", unsaid);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("A candidate listener didn't return within {} s; discovery stops without it", STOP_SECONDS);
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        station.close();
    }

    /** Once a second: who fell silent, what changed, is the port free again. */
    private void tick() {
        long now = System.nanoTime();
        hearers.turn(now);
        tell(table.expire(now, settings.peerTimeout()), now);
        announcer.sayWhatChanged();
        if (station.deaf() && now - triedNanos > RETRY.toNanos()) {
            triedNanos = now;
            station.tune(network.snapshot().interfaces());
        }
    }

    private void heard(Presence presence, InetAddress source) {
        long now = System.nanoTime();
        if (presence.nodeId().equals(local.id().value())) {
            heardOurId(presence, source, now);
            return;
        }
        List<PeerTable.News> news = table.heard(presence, source, now);
        witness.heard(source, presence, table.refusal());
        tell(news, now);
        boolean newcomer = news.stream().anyMatch(each -> each.kind() == PeerTable.News.Kind.NEWCOMER);
        boolean fresh = !news.isEmpty() && presence.standing() == Standing.AUTHENTIC && !presence.goodbye();
        if (fresh && (newcomer || presence.solicits())) {
            announcer.answer();
        }
    }

    private void heardOurId(Presence presence, InetAddress source, long now) {
        if (presence.standing() != Standing.AUTHENTIC) {
            refusals.count(Refusal.FORGED);
            witness.heard(source, presence, Optional.of(Refusal.FORGED));
        } else if (presence.incarnation() == incarnation) {
            announcer.echo();
            witness.echo(source, presence);
        } else {
            refusals.count(Refusal.CLONE);
            witness.heard(source, presence, Optional.of(Refusal.CLONE));
            hearers.clone(source, now);
        }
    }

    private void tell(List<PeerTable.News> news, long now) {
        if (!news.isEmpty()) {
            candidates = List.copyOf(table.candidates());
            news.forEach(each -> hearers.tell(each, now));
        }
    }

    private void soon(Runnable work) {
        thread.execute(carryingOn(work));
    }

    private Future<?> later(Runnable work, long delayMillis) {
        return thread.schedule(carryingOn(work), delayMillis, TimeUnit.MILLISECONDS);
    }

    /** An executor keeps quiet about what its work throws. */
    private static Runnable carryingOn(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException bug) {
                LOG.error("Multicast discovery failed at one step and carries on; please report this", bug);
            }
        };
    }
}
