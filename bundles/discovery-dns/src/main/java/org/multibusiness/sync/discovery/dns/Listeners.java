package org.multibusiness.sync.discovery.dns;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.discovery.CandidateListener;
import org.multibusiness.sync.api.discovery.PeerCandidate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everybody who wants to know what was found. Used by one thread. */
final class Listeners {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final Map<Object, CandidateListener> listeners = new LinkedHashMap<>();

    /** Takes a listener in, if it is still there, and tells it everybody. */
    void add(Object key, @Nullable CandidateListener listener, List<PeerCandidate> current) {
        if (listener != null) {
            listeners.put(key, listener);
            current.forEach(candidate -> tell(listener, it -> it.candidateSeen(DnsDiscovery.NAME, candidate)));
        }
    }

    void remove(Object key) {
        listeners.remove(key);
    }

    /** Those that are gone first: a candidate whose address changed is gone with the old one and seen with the new one. */
    void changed(List<PeerCandidate> before, List<PeerCandidate> after) {
        before.stream().filter(old -> !after.contains(old)).forEach(old -> {
            LOG.info("The domain doesn't name {} at {} any more", old.name(), old.addresses());
            listeners.values().forEach(it -> tell(it, one -> one.candidateGone(DnsDiscovery.NAME, old, false)));
        });
        after.forEach(now -> {
            if (!before.contains(now)) {
                LOG.info("The domain names {} at {}", now.name(), now.addresses());
            }
            listeners.values().forEach(it -> tell(it, one -> one.candidateSeen(DnsDiscovery.NAME, now)));
        });
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
