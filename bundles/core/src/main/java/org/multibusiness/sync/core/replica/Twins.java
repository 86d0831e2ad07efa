package org.multibusiness.sync.core.replica;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.multibusiness.sync.api.NodeId;

/**
 * Tells a copied server that runs beside its original from a restart. After a restart the former start id never comes back; of
 * two servers with one identity both come again and again. Not thread-safe.
 */
final class Twins {
    /** A greeting of a process that has just ended may still be on its way. */
    private static final Duration LATE = Duration.ofSeconds(10);

    private static final int REMEMBERED = 8;

    private final Map<NodeId, Map<Long, Instant>> replaced = new HashMap<>();

    /** A start of a node was replaced by a newer one. */
    void replaced(NodeId node, long startId, Instant now) {
        replaced.computeIfAbsent(node, n -> new Recent()).put(startId, now);
    }

    /** Whether this start was replaced by another one before. */
    boolean isFormer(NodeId node, long startId) {
        return replaced.getOrDefault(node, Map.of()).containsKey(startId);
    }

    /** Whether this start came back though another had replaced it, and it is no late greeting. */
    boolean isTwin(NodeId node, long startId, Instant now) {
        Instant since = replaced.getOrDefault(node, Map.of()).get(startId);
        return since != null && now.isAfter(since.plus(LATE));
    }

    /** A former start is in use again, because the other is not there. */
    void returned(NodeId node, long startId) {
        replaced.getOrDefault(node, new HashMap<>()).remove(startId);
    }

    private static final class Recent extends LinkedHashMap<Long, Instant> {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Instant> eldest) {
            return size() > REMEMBERED;
        }
    }
}
