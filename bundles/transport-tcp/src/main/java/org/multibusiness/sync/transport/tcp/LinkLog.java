package org.multibusiness.sync.transport.tcp;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.transport.PeerLink;

/**
 * Decides what is said about links that come up and go down: all of it, but of links to one node that end at once for the same
 * reason, one after the other (a copied server that is turned away each time), the first two, then one in ten minutes with the
 * number of those in between. Thread-safe.
 */
final class LinkLog {
    /** A link that ends sooner ended at once. */
    static final Duration AT_ONCE = Duration.ofSeconds(3);

    private static final Duration QUIET = Duration.ofMinutes(10);

    /** Dials that crossed end like this, too. */
    private static final int COMMON = 2;

    private static final int MOST = 256;

    private final Map<Key, Series> series = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Series> eldest) {
            return size() > MOST;
        }
    };

    private record Key(NodeId peer, String host, boolean outgoing) {
        static Key of(PeerLink link) {
            return new Key(link.peer(), link.address().host(), link.outgoing());
        }
    }

    /** Links in a row that ended at once for one reason. */
    private record Series(String reason, int links, long saidNanos, int unsaid) {
        boolean isQuiet(long nowNanos) {
            return links >= COMMON && nowNanos - saidNanos < QUIET.toNanos();
        }
    }

    /** Whether it is said that this link is up. */
    synchronized boolean up(PeerLink link, long nowNanos) {
        Series before = series.get(Key.of(link));
        return before == null || !before.isQuiet(nowNanos);
    }

    /** What is said about a link that is down: how many before it were not; -1 when this one isn't either. */
    synchronized int down(PeerLink link, String reason, Duration lived, long nowNanos) {
        Key key = Key.of(link);
        Series before = series.get(key);
        if (lived.compareTo(AT_ONCE) >= 0) {
            series.remove(key);
            return before == null ? 0 : before.unsaid();
        }
        if (before == null || !before.reason().equals(reason)) {
            series.put(key, new Series(reason, 1, nowNanos, 0));
            return before == null ? 0 : before.unsaid();
        }
        boolean quiet = before.isQuiet(nowNanos);
        series.put(
                key,
                new Series(
                        reason,
                        Math.min(before.links() + 1, COMMON),
                        quiet ? before.saidNanos() : nowNanos,
                        quiet ? before.unsaid() + 1 : 0));
        return quiet ? -1 : before.unsaid();
    }
}
