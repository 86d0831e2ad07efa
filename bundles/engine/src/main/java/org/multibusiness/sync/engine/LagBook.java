package org.multibusiness.sync.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;

/**
 * How far behind each peer's data is here. While we lack something that the peer holds: how long already; otherwise: how long
 * the last transaction took from its numbering there to its commit here (by both wall clocks). Thread-safe.
 */
final class LagBook {
    private final Map<NodeId, Long> lastMillis = new ConcurrentHashMap<>();
    private final Map<NodeId, Instant> lackingSince = new ConcurrentHashMap<>();

    void applied(List<ChangeTransaction> transactions, Instant now) {
        for (ChangeTransaction transaction : transactions) {
            lastMillis.put(
                    transaction.dot().origin().node(),
                    Math.max(0, Duration.between(transaction.committedAt(), now).toMillis()));
        }
    }

    void compared(NodeId peer, VersionVector here, VersionVector there, Instant now) {
        if (here.covers(there)) {
            lackingSince.remove(peer);
        } else {
            lackingSince.putIfAbsent(peer, now);
        }
    }

    /** In milliseconds; -1 when nothing is known yet. */
    long millis(NodeId peer, Instant now) {
        Instant since = lackingSince.get(peer);
        return since != null ? Duration.between(since, now).toMillis() : lastMillis.getOrDefault(peer, -1L);
    }
}
