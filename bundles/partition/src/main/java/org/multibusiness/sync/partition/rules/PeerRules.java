package org.multibusiness.sync.partition.rules;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.partition.PartitionDetector.Sign;
import org.multibusiness.sync.api.partition.PeerCondition;

/**
 * The state of every peer. Each event and each tick carries its time and returns the conditions whose state it changed.
 *
 * <pre>
 * any sign                                                  -> ALIVE
 * ALIVE, linked, silent for suspectAfter                    -> SUSPECT
 * ALIVE, link lost                                          -> SUSPECT
 * SUSPECT by silence, silent for peerTimeout                -> OFFLINE
 * SUSPECT by lost link, silent for offlineAfterLinkLost     -> OFFLINE   (never later than peerTimeout)
 * ALIVE by presence alone, silent for peerTimeout           -> OFFLINE
 * goodbye                                                   -> LEFT
 * </pre>
 *
 * <p>Silence counts only while somebody listens: when the times of two calls are further apart than {@link #LEAP}, or the
 * clock was set back, every peer is granted the difference. So a suspended machine or a corrected clock makes nobody offline.
 * Not thread-safe.
 */
public final class PeerRules {
    /** Peers remembered; of more than these the one not heard of for the longest time is forgotten. */
    public static final int LIMIT = 1024;

    /** Ticks must come more often than this. */
    public static final Duration LEAP = Duration.ofSeconds(5);

    private static final Duration SET_BACK = Duration.ofSeconds(-1);

    private final Map<NodeId, Peer> peers = new TreeMap<>();
    private Patience patience;
    private @Nullable Instant observed;

    /** Nobody is known yet. */
    public PeerRules(Patience patience) {
        this.patience = patience;
    }

    /** Counts from each peer's next event on. */
    public void patience(Patience changed) {
        patience = changed;
    }

    /** A sign of life. */
    public Optional<PeerCondition> heard(NodeId node, String name, Sign sign, Instant at) {
        observe(at);
        Peer before = peers.get(node);
        Peer after =
                before == null ? Peer.first(node, name, sign, at, patience) : before.heard(name, sign, at, patience);
        if (before == null && peers.size() >= LIMIT) {
            forgetOne();
        }
        return put(before, after);
    }

    /** The link went down. Of a peer never heard of this means nothing. */
    public Optional<PeerCondition> linkLost(NodeId node, Instant at) {
        observe(at);
        Peer before = peers.get(node);
        return before == null ? Optional.empty() : put(before, before.linkLost(at, patience));
    }

    /** It said goodbye. Of a peer never heard of this means nothing. */
    public Optional<PeerCondition> left(NodeId node, Instant at) {
        observe(at);
        Peer before = peers.get(node);
        return before == null ? Optional.empty() : put(before, before.left(at));
    }

    /** Time went on. */
    public List<PeerCondition> tick(Instant now) {
        observe(now);
        List<PeerCondition> changes = new ArrayList<>();
        for (Peer before : List.copyOf(peers.values())) {
            put(before, before.at(now, patience)).ifPresent(changes::add);
        }
        return changes;
    }

    /** Everybody, sorted by id. */
    public List<PeerCondition> conditions() {
        return peers.values().stream().map(Peer::condition).toList();
    }

    private Optional<PeerCondition> put(@Nullable Peer before, Peer after) {
        PeerCondition condition = after.condition();
        peers.put(condition.node(), after);
        boolean changed = before == null || before.condition().state() != condition.state();
        return changed ? Optional.of(condition) : Optional.empty();
    }

    private void observe(Instant now) {
        Instant last = observed;
        Duration step = last == null ? Duration.ZERO : Duration.between(last, now);
        if (step.compareTo(LEAP) > 0 || step.compareTo(SET_BACK) < 0) {
            peers.replaceAll((node, peer) -> peer.shifted(step));
        } else if (step.isNegative()) {
            return; // two threads, a little out of order
        }
        observed = now;
    }

    private void forgetOne() {
        peers.values().stream()
                .map(Peer::condition)
                .min(Comparator.comparing(PeerCondition::lastHeard))
                .ifPresent(condition -> peers.remove(condition.node()));
    }
}
