package org.multibusiness.sync.discovery.multicast;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.CandidateListener;
import org.multibusiness.sync.api.discovery.PeerCandidate;
import org.multibusiness.sync.api.security.PeerSecurity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Everybody who wants to know what was heard: the listeners, and the operator through the log. Used by one thread. */
final class Hearers {
    private static final Logger LOG = LoggerFactory.getLogger(Hearers.class);
    private static final int HASH_SHOWN = 8;

    private final Map<Object, CandidateListener> listeners = new LinkedHashMap<>();
    private final PeerSecurity security;
    private final LogBudget strangers;

    Hearers(PeerSecurity security, long nowNanos) {
        this.security = security;
        this.strangers = new LogBudget(LOG, nowNanos);
    }

    /** Takes a listener in, if it is still there, and tells it everybody. */
    void add(Object key, @Nullable CandidateListener listener, List<PeerCandidate> current) {
        if (listener != null) {
            listeners.put(key, listener);
            current.forEach(candidate -> tell(listener, it -> it.candidateSeen(MulticastDiscovery.NAME, candidate)));
        }
    }

    void remove(Object key) {
        listeners.remove(key);
    }

    /** Time went on. */
    void turn(long nowNanos) {
        strangers.turn(nowNanos);
    }

    void tell(PeerTable.News news, long nowNanos) {
        MDC.put("peer", String.valueOf(news.candidate().node()));
        try {
            pass(news, nowNanos);
        } finally {
            MDC.remove("peer");
        }
    }

    private void pass(PeerTable.News news, long nowNanos) {
        PeerCandidate candidate = news.candidate();
        switch (news.kind()) {
            case NEWCOMER -> {
                log(candidate, nowNanos);
                seen(candidate);
            }
            case SEEN -> seen(candidate);
            case SILENT -> {
                if (candidate.standing() == PeerCandidate.Standing.AUTHENTIC) {
                    LOG.info(
                            "Nothing is heard of peer {} ({}) by multicast any more",
                            candidate.name(),
                            candidate.node());
                }
                gone(candidate, false);
            }
            case GOODBYE -> {
                LOG.info("Peer {} ({}) said goodbye", candidate.name(), candidate.node());
                gone(candidate, true);
            }
        }
    }

    void clone(InetAddress source, long nowNanos) {
        strangers.warn(
                nowNanos,
                "Another server at " + source.getHostAddress()
                        + " uses this node's identity: one of them is a copy. Stop the"
                        + " copy, remove its identity and start it again; two nodes with one identity lose data.");
    }

    private void log(PeerCandidate candidate, long nowNanos) {
        switch (candidate.standing()) {
            case AUTHENTIC, UNPROVEN ->
                LOG.info(
                        "Found peer {} ({}) by multicast at {}, version {}",
                        candidate.name(),
                        candidate.node(),
                        candidate.addresses(),
                        candidate.version());
            case PREDECESSOR ->
                strangers.warn(
                        nowNanos,
                        "Node " + candidate.name() + " at " + candidate.addresses()
                                + " is a predecessor version: it is listed and never synced with. Install this version there.");
            case WRONG_KEY -> strangers.warn(nowNanos, wrongKey(candidate));
        }
    }

    private String wrongKey(PeerCandidate candidate) {
        String who = "Node " + candidate.name() + " at " + candidate.addresses();
        NodeId node = candidate.node();
        if (node != null && security.presenceSeal().isAccepted(node, candidate.keyHash())) {
            return who
                    + " shows our registration key but can't prove that it knows it: a forgery, so it is not dialled.";
        }
        return who + " has another registration key (it shows " + shown(candidate.keyHash())
                + "…, the hash of ours begins with "
                + shown(security.registrationKeyHash())
                + "), so it is not dialled. If it is one of yours, give both servers the same"
                + " SYNC_REGISTRATION_KEY.";
    }

    private static String shown(String hash) {
        return hash.substring(0, Math.min(HASH_SHOWN, hash.length()));
    }

    private void seen(PeerCandidate candidate) {
        listeners
                .values()
                .forEach(listener -> tell(listener, it -> it.candidateSeen(MulticastDiscovery.NAME, candidate)));
    }

    private void gone(PeerCandidate candidate, boolean saidGoodbye) {
        listeners
                .values()
                .forEach(listener ->
                        tell(listener, it -> it.candidateGone(MulticastDiscovery.NAME, candidate, saidGoodbye)));
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
