package org.multibusiness.sync.transport.tcp;

import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditKind;
import org.multibusiness.sync.api.transport.DialFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs connections that were turned away: the first of an address at once, then one line per address, kind and quarter of an hour with
 * the number of those in between, so that a scanner can't fill the disk. Thread-safe.
 */
final class RefusalLog {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
    private static final Duration QUIET = Duration.ofMinutes(15);
    private static final int MOST = 256;
    private static final DialFailure CROWDED = new DialFailure(
            DialFailure.Cause.OTHER,
            "It took long to authenticate and had to make room for newer connections (max.unauthenticated in etc/"
                    + TcpConfig.PID + ".cfg). Is somebody scanning the network?");

    private final Consumer<AuditEvent> audit;
    private final RefusalCounts counted;
    private final Map<Key, Count> counts = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Count> eldest) {
            return size() > MOST;
        }
    };

    /** What lines are aggregated by. */
    record Key(InetAddress from, DialFailure.Cause cause) {}

    private record Count(long loggedNanos, int since) {}

    RefusalLog(Consumer<AuditEvent> audit, RefusalCounts counted) {
        this.audit = audit;
        this.counted = counted;
    }

    void refused(InetAddress from, DialFailure failure) {
        counted.turnedAway(failure.cause());
        tell(from, failure);
    }

    /** It had to make room for another one. */
    void crowdedOut(InetAddress from) {
        counted.crowdedOut();
        tell(from, CROWDED);
    }

    private void tell(InetAddress from, DialFailure failure) {
        if (failure.cause() != DialFailure.Cause.SELF) {
            // Only what is the same each time: the audit counts what is equal.
            audit.accept(AuditEvent.of(AuditKind.PEER_REJECTED, from.getHostAddress())
                    .with("reason", failure.cause().name()));
        }
        int before = due(new Key(from, failure.cause()), System.nanoTime());
        if (before < 0 || failure.cause() == DialFailure.Cause.SELF) {
            LOG.debug("Connection from {} turned away: {}", from.getHostAddress(), failure.detail());
        } else {
            LOG.warn(
                    "Connection from {} turned away: {}{}",
                    from.getHostAddress(),
                    failure.detail(),
                    before == 0 ? "" : " (" + before + " more of this kind since the last such line)");
        }
    }

    /** How many were not logged before this one; -1 when this one isn't either. */
    synchronized int due(Key key, long nowNanos) {
        Count count = counts.get(key);
        if (count != null && nowNanos - count.loggedNanos() < QUIET.toNanos()) {
            counts.put(key, new Count(count.loggedNanos(), count.since() + 1));
            return -1;
        }
        counts.put(key, new Count(nowNanos, 0));
        return count == null ? 0 : count.since();
    }
}
