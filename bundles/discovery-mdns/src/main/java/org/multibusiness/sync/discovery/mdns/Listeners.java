package org.multibusiness.sync.discovery.mdns;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.discovery.CandidateListener;
import org.multibusiness.sync.api.discovery.PeerCandidate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everybody who wants to know what was found: the listeners, and the operator through the log. Used by one thread. */
final class Listeners {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    /** Anybody on the network can make up services. */
    private static final int MOST_LINES = 100;

    private final Map<Object, CandidateListener> listeners = new LinkedHashMap<>();
    private int lines;

    /** Takes a listener in, if it is still there, and tells it everybody. */
    void add(Object key, @Nullable CandidateListener listener, List<PeerCandidate> current) {
        if (listener != null) {
            listeners.put(key, listener);
            current.forEach(candidate -> tell(listener, it -> it.candidateSeen(MdnsDiscovery.NAME, candidate)));
        }
    }

    void remove(Object key) {
        listeners.remove(key);
    }

    void tell(List<SightTable.News> news) {
        for (SightTable.News each : news) {
            log(each);
            listeners.values().forEach(listener -> tell(listener, it -> pass(it, each)));
        }
    }

    /** Never as a goodbye: anybody could have written it. */
    private static void pass(CandidateListener listener, SightTable.News news) {
        if (news.seen()) {
            listener.candidateSeen(MdnsDiscovery.NAME, news.candidate());
        } else {
            listener.candidateGone(MdnsDiscovery.NAME, news.candidate(), false);
        }
    }

    private void log(SightTable.News news) {
        PeerCandidate found = news.candidate();
        if (!news.first() || lines >= MOST_LINES) {
            return;
        }
        lines++;
        if (found.standing() == PeerCandidate.Standing.WRONG_KEY) {
            LOG.warn(
                    "Node {} at {}, found by DNS-SD, has another registration key (it shows {}), so it is not"
                            + " dialled. If it is one of yours, give both servers the same SYNC_REGISTRATION_KEY.",
                    found.name(),
                    found.addresses(),
                    found.keyHash());
        } else {
            LOG.info("Found {} ({}) by DNS-SD at {}", found.name(), found.node(), found.addresses());
        }
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
}
