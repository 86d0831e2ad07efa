package org.multibusiness.sync.discovery.manual;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.discovery.CandidateListener;
import org.multibusiness.sync.api.discovery.ManualPeers;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.discovery.PeerCandidate;
import org.multibusiness.sync.api.discovery.PeerDiscovery;
import org.multibusiness.sync.api.engine.ProviderProblem;
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
 * Offers the peers that the operator named. Thread-safe; only {@link #add} and {@link #remove} block, while a small file is
 * written. Listeners are told by one thread, which lives only while there is something to tell.
 */
@Component(
        service = {PeerDiscovery.class, ManualPeers.class, ProviderProblem.class},
        configurationPid = ManualDiscovery.PID)
@Designate(ocd = ManualDiscovery.Config.class)
public final class ManualDiscovery implements PeerDiscovery, ManualPeers, ProviderProblem {
    static final String PID = "org.multibusiness.sync.discovery.manual";
    static final String NAME = "manual";

    private static final Logger LOG = LoggerFactory.getLogger(ManualDiscovery.class);
    private static final long IDLE_SECONDS = 5;
    private static final long STOP_SECONDS = 2;

    private final Object lock = new Object();
    private final Map<Object, CandidateListener> listeners = new LinkedHashMap<>(); // the thread's own
    private final ThreadPoolExecutor thread;
    private volatile Known known; // written under the lock

    /** Keys of {@code etc/org.multibusiness.sync.discovery.manual.cfg}. */
    @ObjectClassDefinition(
            name = "Multi-Business Sync: Manual discovery",
            description = "Peers named by the operator; they are dialled whether or not they announce themselves.")
    public @interface Config {
        /** The fixed peers. */
        @AttributeDefinition(
                name = "Peers",
                description = "HOST or HOST:PORT, separated by commas. They can be removed here only.")
        String peers() default "";

        /** Where the added ones are kept. */
        @AttributeDefinition(
                name = "File of added peers",
                description =
                        "Where the peers added by sync:peer-add are kept. Empty: sync/peers.txt in Karaf's data folder.")
        String peers_file() default "";
    }

    /**
     * All that is known.
     *
     * @param added by the operator; those of the file as far as it could be read
     * @param trouble one sentence for everything that is wrong
     */
    private record Known(Settings settings, SortedSet<PeerAddress> added, List<String> trouble) {
        SortedSet<PeerAddress> all() {
            SortedSet<PeerAddress> all = new TreeSet<>(settings.fixed().peers());
            all.addAll(added);
            return all;
        }
    }

    /** Reads the configuration and the file; a file that can't be read is reported and leaves the fixed peers. */
    @Activate
    public ManualDiscovery(Config config) {
        this.known = load(Settings.from(config, Settings.defaultFile()));
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                work -> {
                    Thread created = new Thread(work, "sync-manual-discovery");
                    created.setDaemon(true);
                    return created;
                },
                new ThreadPoolExecutor.DiscardPolicy()); // after the end nobody is told anything
        thread.allowCoreThreadTimeOut(true);
        known.trouble().forEach(LOG::error);
        if (!known.all().isEmpty()) {
            LOG.info("Peers named by the operator: {}", known.all());
        }
    }

    /** Takes the good part of a changed configuration and tells the listeners who came and who went. */
    @Modified
    void modified(Config config) {
        synchronized (lock) {
            Known changed = load(Settings.from(config, known.settings().file()));
            changed.trouble().forEach(LOG::error);
            replace(changed);
        }
    }

    @Override
    public String provider() {
        return "discovery";
    }

    @Override
    public String problem() {
        return String.join(" ", known.trouble());
    }

    @Deactivate
    void deactivate() throws InterruptedException {
        thread.shutdownNow();
        if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("A candidate listener didn't return within {} s; manual discovery stops without it", STOP_SECONDS);
        }
    }

    /**
     * The listener is fetched later, on our thread: it may be somebody who is just being made and needs us for that, and to
     * fetch it now would lead round in a circle.
     */
    @Reference(
            service = CandidateListener.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void bindListener(ServiceReference<CandidateListener> key, ComponentServiceObjects<CandidateListener> source) {
        addListener(key, source::getService);
    }

    void unbindListener(ServiceReference<CandidateListener> key) {
        removeListener(key);
    }

    void addListener(Object key, Supplier<@Nullable CandidateListener> source) {
        synchronized (lock) {
            SortedSet<PeerAddress> current = known.all();
            thread.execute(() -> {
                CandidateListener listener = source.get();
                if (listener != null) {
                    listeners.put(key, listener);
                    current.forEach(peer -> tell(listener, it -> it.candidateSeen(NAME, candidate(peer))));
                }
            });
        }
    }

    void removeListener(Object key) {
        thread.execute(() -> listeners.remove(key));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<PeerCandidate> candidates() {
        return known.all().stream().map(ManualDiscovery::candidate).toList();
    }

    @Override
    public void announce() {
        SortedSet<PeerAddress> current = known.all();
        thread.execute(() -> current.forEach(this::tellSeen));
    }

    @Override
    public String condition() {
        Known now = known;
        String counts = "peers: " + now.settings().fixed().peers().size() + " from the configuration, "
                + now.added().size() + " added by the operator";
        return now.trouble().isEmpty() ? counts : counts + "; " + String.join(" ", now.trouble());
    }

    /**
     * Adds a peer and writes it down.
     *
     * @throws IllegalArgumentException when the address can't be one, or there are too many
     * @throws UncheckedIOException when it can't be written down; then it is not added
     */
    @Override
    public boolean add(PeerAddress address) {
        PeerList.checked(address);
        synchronized (lock) {
            if (known.all().contains(address)) {
                return false;
            }
            SortedSet<PeerAddress> added = readAgain();
            if (added.size() >= PeerList.LIMIT) {
                throw new IllegalArgumentException(address + " is one too many: " + PeerList.LIMIT
                        + " peers are allowed. Remove one that is not used any more with sync:peer-remove.");
            }
            added.add(address);
            keep(added);
            LOG.info("Peer {} was added by the operator", address);
            return true;
        }
    }

    /**
     * Removes a peer that was added, and writes that down.
     *
     * @throws UncheckedIOException when it can't be written down; then the peer stays
     */
    @Override
    public boolean remove(PeerAddress address) {
        synchronized (lock) {
            SortedSet<PeerAddress> added = new TreeSet<>(known.added());
            if (!added.remove(address)) {
                return false;
            }
            added.addAll(readAgain());
            added.remove(address);
            keep(added);
            LOG.info("Peer {} was removed by the operator", address);
            return true;
        }
    }

    @Override
    public List<PeerAddress> peers() {
        return List.copyOf(known.all());
    }

    /** The file is the truth: what somebody wrote into it meanwhile must survive. */
    private SortedSet<PeerAddress> readAgain() {
        PeersFile file = known.settings().file();
        try {
            return new TreeSet<>(file.read().peers());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(
                    "The list of added peers can't be read, so nothing was changed: " + unreadable + ". Mend or remove "
                            + file.path() + " and try again.",
                    unreadable);
        }
    }

    private void keep(SortedSet<PeerAddress> added) {
        PeersFile file = known.settings().file();
        try {
            file.write(added);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(
                    "The list of added peers can't be written, so nothing was changed: " + unwritable + ". Make "
                            + file.path() + " writable for this service and try again.",
                    unwritable);
        }
        replace(new Known(known.settings(), added, known.settings().rejections()));
    }

    private static Known load(Settings settings) {
        List<String> trouble = new ArrayList<>(settings.rejections());
        SortedSet<PeerAddress> added = new TreeSet<>();
        try {
            PeerList list = settings.file().read();
            added.addAll(list.peers());
            for (String refused : list.refused()) {
                trouble.add(settings.file().path() + ": " + refused + ". The other lines are in force.");
            }
        } catch (IOException unreadable) {
            trouble.add("The peers added by the operator can't be read: " + unreadable + ". Mend or remove "
                    + settings.file().path() + ", and add them again with sync:peer-add.");
        }
        return new Known(settings, added, List.copyOf(trouble));
    }

    private void replace(Known changed) {
        SortedSet<PeerAddress> before = known.all();
        SortedSet<PeerAddress> after = changed.all();
        known = changed;
        thread.execute(() -> {
            before.stream().filter(peer -> !after.contains(peer)).forEach(this::tellGone);
            after.stream().filter(peer -> !before.contains(peer)).forEach(this::tellSeen);
        });
    }

    private void tellSeen(PeerAddress peer) {
        listeners.values().forEach(listener -> tell(listener, it -> it.candidateSeen(NAME, candidate(peer))));
    }

    private void tellGone(PeerAddress peer) {
        listeners.values().forEach(listener -> tell(listener, it -> it.candidateGone(NAME, candidate(peer), false)));
    }

    private static void tell(CandidateListener listener, Consumer<CandidateListener> news) {
        try {
            news.accept(listener);
        } catch (RuntimeException broken) {
            LOG.warn(
                    "Candidate listener {} failed; the others are told all the same",
                    listener.getClass().getName(),
                    broken);
        }
    }

    private static PeerCandidate candidate(PeerAddress peer) {
        return new PeerCandidate(null, peer.toString(), List.of(peer), "", "", PeerCandidate.Standing.UNPROVEN);
    }
}
