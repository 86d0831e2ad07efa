package org.multibusiness.sync.discovery.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.discovery.CandidateListener;
import org.multibusiness.sync.api.discovery.PeerCandidate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Name;

/**
 * The one thread that looks, and tells. It looks again when the shortest time to live is over, at the latest after the refresh
 * interval; after a failure soon, keeping what was known. Public methods may be called by any thread; only {@link #close} blocks,
 * for seconds at most.
 */
final class DnsLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DnsLoop.class);

    /** A time to live of nothing doesn't make us a nuisance. */
    private static final Duration LEAST = Duration.ofSeconds(1);

    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final long STOP_SECONDS = 2;

    private final Supplier<List<InetSocketAddress>> systemServers;
    private final ScheduledThreadPoolExecutor thread;
    private final Listeners listeners = new Listeners(); // the thread's own
    private @Nullable Future<?> next; // the thread's own
    private volatile Settings settings;
    private volatile @Nullable NameServers asked;
    private volatile List<PeerCandidate> candidates = List.of();
    private volatile String condition = "not looked yet";

    DnsLoop(Settings settings, Supplier<List<InetSocketAddress>> systemServers) {
        this.settings = settings;
        this.systemServers = systemServers;
        this.thread = new ScheduledThreadPoolExecutor(
                1,
                work -> {
                    Thread created = new Thread(work, "sync-dns");
                    created.setDaemon(true);
                    return created;
                },
                new ThreadPoolExecutor.DiscardPolicy()); // after the end nobody is told anything
        thread.setRemoveOnCancelPolicy(true);
    }

    /** Looks now. */
    void look() {
        soon(this::lookAndTell);
    }

    void apply(Settings changed) {
        settings = changed;
        look();
    }

    /** Fetches the listener on the loop's thread and tells it everybody. */
    void add(Object key, Supplier<@Nullable CandidateListener> source) {
        soon(() -> listeners.add(key, source.get(), candidates));
    }

    void remove(Object key) {
        soon(() -> listeners.remove(key));
    }

    List<PeerCandidate> candidates() {
        return candidates;
    }

    String condition() {
        return condition;
    }

    private void lookAndTell() {
        Settings current = settings;
        Optional<Name> domain = current.domain();
        if (domain.isEmpty()) {
            now(List.of(), "no domain is configured. Set SYNC_DNS_DOMAIN, or take dns out of SYNC_DISCOVERY");
            plan(current.refresh());
            return;
        }
        List<InetSocketAddress> chosen = current.servers().isEmpty() ? systemServers.get() : current.servers();
        NameServers servers = new NameServers(chosen, current.timeout());
        asked = servers;
        try {
            Finding finding = Look.at(domain.get(), servers);
            now(withKnown(finding), words(domain.get(), finding, servers));
            Duration life = finding.unknown().isEmpty() ? Duration.ofSeconds(finding.seconds()) : RETRY;
            plan(life.compareTo(current.refresh()) < 0 ? life : current.refresh());
        } catch (IOException | RuntimeException unanswered) {
            now(
                    candidates,
                    "the name servers don't say where the branches of "
                            + domain.get().toString(true) + " are ("
                            + unanswered.getMessage() + "); asked again every " + RETRY.toSeconds()
                            + " s. What was known stays in use");
            plan(RETRY);
        }
    }

    private List<PeerCandidate> withKnown(Finding finding) {
        List<PeerCandidate> all = new ArrayList<>(finding.candidates());
        candidates.stream()
                .filter(known -> finding.unknown().contains(known.name()))
                .forEach(all::add);
        return List.copyOf(all);
    }

    private static String words(Name domain, Finding finding, NameServers servers) {
        String where = domain.toString(true);
        String found = finding.records().equals("no")
                ? where + " has no branch: neither SRV _multibiz-sync._tcp." + where
                        + " nor TXT multibiz-sync=HOST nor an address"
                : finding.records() + " records of " + where + " name "
                        + finding.candidates().size() + (finding.candidates().size() == 1 ? " branch" : " branches");
        String remarks = finding.remarks().isEmpty() ? "" : "; " + String.join("; ", finding.remarks());
        return found + " (asked: " + servers + ")" + remarks;
    }

    private void now(List<PeerCandidate> found, String words) {
        List<PeerCandidate> before = candidates;
        if (!words.equals(condition)) {
            condition = words;
            LOG.info("DNS discovery: {}", words);
        }
        candidates = found;
        listeners.changed(before, found);
    }

    private void plan(Duration wait) {
        if (next != null) {
            next.cancel(false);
        }
        Duration longEnough = wait.compareTo(LEAST) < 0 ? LEAST : wait;
        next = thread.schedule(carryingOn(this::lookAndTell), longEnough.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void soon(Runnable work) {
        thread.execute(carryingOn(work));
    }

    /** Breaks off a question that is under way and stops, in bounded time. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            NameServers open = asked;
            if (open != null) {
                open.close();
            }
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn(
                        "A candidate listener didn't return within {} s; DNS discovery stops without it", STOP_SECONDS);
            }
        } catch (IOException unclean) {
            LOG.debug("Closing a socket to a name server failed; it is gone all the same", unclean);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    /** An executor keeps quiet about what its work throws. */
    private static Runnable carryingOn(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException bug) {
                LOG.error("DNS discovery failed at one step and carries on; please report this", bug);
            }
        };
    }
}
