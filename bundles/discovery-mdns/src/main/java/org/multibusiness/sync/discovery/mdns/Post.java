package org.multibusiness.sync.discovery.mdns;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.jmdns.JmDNS;
import javax.jmdns.ServiceEvent;
import javax.jmdns.ServiceInfo;
import javax.jmdns.ServiceListener;
import javax.jmdns.impl.JmDNSImpl;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One responder and browser on one interface. JmDNS takes its time for every call (it probes, announces and says goodbye), so each
 * post has a thread of its own; the methods here return at once. What is found is told on JmDNS's threads.
 */
final class Post implements ServiceListener {
    private static final Logger LOG = LoggerFactory.getLogger(Post.class);

    /** JmDNS keeps every record that anybody multicasts; a flood of them must not fill the memory. */
    private static final int MOST_NAMES = 4_096;

    private static final long RESOLVE_MILLIS = 1;

    private final Place place;
    private final String host;
    private final Ear ear;
    private final ThreadPoolExecutor hand;
    private volatile @Nullable JmDNS responder;
    private volatile String trouble = "it is being opened";
    private @Nullable Announcement said; // the hand's own
    private @Nullable ServiceInfo registered; // the hand's own
    private volatile boolean closed;

    /** Hears what a post finds, on any thread. */
    interface Ear {
        void found(Place place, String instance, ServiceInfo service);

        void lost(Place place, String instance);
    }

    Post(Place place, String nodeId, Ear ear) {
        this.place = place;
        // Never the host's own name: that one is Avahi's, and two who claim it make each other rename.
        this.host = "multibiz-" + nodeId + "-" + place.index();
        this.ear = ear;
        this.hand = new ThreadPoolExecutor(
                1,
                1,
                1,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                work -> {
                    Thread created = new Thread(work, "sync-mdns-" + place.name());
                    created.setDaemon(true);
                    return created;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        hand.allowCoreThreadTimeOut(true);
    }

    /** Opens the socket unless it is open; tried again at each call. */
    void open() {
        hand.execute(() -> {
            if (responder != null || closed) {
                return;
            }
            try {
                JmDNS opened = JmDNS.create(place.literal(), host);
                responder = opened;
                trouble = "";
                opened.addServiceListener(Announcement.TYPE, this);
            } catch (IOException | RuntimeException refused) {
                trouble = String.valueOf(refused.getMessage());
            }
        });
    }

    /** Announces this, or nothing; cheap when it is what was said last. */
    void say(@Nullable Announcement announcement) {
        hand.execute(() -> {
            JmDNS open = responder;
            if (open == null || closed || (announcement == null ? said == null : announcement.equals(said))) {
                return;
            }
            try {
                if (announcement != null && said != null && registered != null && announcement.isButForTheKey(said)) {
                    // The others see one service whose text changes, not one that goes and comes back.
                    registered.setText(announcement.text());
                    said = announcement;
                    return;
                }
                if (registered != null) {
                    open.unregisterService(registered);
                    registered = null;
                    said = null;
                }
                if (announcement != null) {
                    ServiceInfo service = announcement.service();
                    open.registerService(service);
                    registered = service;
                    said = announcement;
                }
                trouble = "";
            } catch (IOException | RuntimeException refused) {
                trouble = "announcing fails: " + refused.getMessage();
            }
        });
    }

    /** Asks for all services again. */
    void ask() {
        hand.execute(() -> {
            JmDNS open = responder;
            if (open != null && !closed) {
                open.removeServiceListener(Announcement.TYPE, this);
                open.addServiceListener(Announcement.TYPE, this);
            }
        });
    }

    /** Whether others filled its memory; then it is to be closed and another one opened. */
    boolean flooded() {
        return responder instanceof JmDNSImpl open && open.getCache().size() > MOST_NAMES;
    }

    Place place() {
        return place;
    }

    /** What doesn't work; empty when all is well. */
    String trouble() {
        return trouble;
    }

    boolean isOpen() {
        return responder != null;
    }

    /** Begins to say goodbye and to close. */
    void close() {
        closed = true;
        hand.execute(() -> {
            JmDNS open = responder;
            responder = null;
            if (open != null) {
                try {
                    open.close();
                } catch (IOException | RuntimeException unclean) {
                    LOG.warn("Closing the DNS-SD responder on {} failed; the others will notice", place, unclean);
                }
            }
        });
        hand.shutdown();
    }

    /** Whether it was closed in this time. */
    boolean awaitEnd(Duration patience) throws InterruptedException {
        return hand.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void serviceAdded(ServiceEvent event) {
        if (!closed) {
            // Sends the questions; the answer comes as serviceResolved.
            event.getDNS().requestServiceInfo(event.getType(), event.getName(), true, RESOLVE_MILLIS);
        }
    }

    @Override
    public void serviceRemoved(ServiceEvent event) {
        ear.lost(place, event.getName());
    }

    @Override
    public void serviceResolved(ServiceEvent event) {
        ear.found(place, event.getName(), event.getInfo());
    }
}
