package org.multibusiness.sync.discovery.multicast;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets an address send so many messages at once and so many a second (a token bucket for each of the {@value #SOURCES} last
 * heard). A start sends four messages and a few answers; several nodes may share an address. Thread-safe.
 */
final class SourceLimiter {
    static final int BURST = 100;
    static final int PER_SECOND = 50;
    static final int SOURCES = 256;

    private static final double NANOS = 1e9;

    private final Map<InetAddress, Bucket> buckets = new LinkedHashMap<>(SOURCES, 0.75f, true);

    private record Bucket(double tokens, long filledNanos) {
        Bucket filled(long nowNanos) {
            double gained = (nowNanos - filledNanos) / NANOS * PER_SECOND;
            return new Bucket(Math.min(BURST, tokens + gained), nowNanos);
        }
    }

    synchronized boolean allows(InetAddress source, long nowNanos) {
        Bucket filled =
                buckets.getOrDefault(source, new Bucket(BURST, nowNanos)).filled(nowNanos);
        boolean allowed = filled.tokens() >= 1;
        buckets.put(source, allowed ? new Bucket(filled.tokens() - 1, nowNanos) : filled);
        if (buckets.size() > SOURCES) {
            buckets.remove(buckets.keySet().iterator().next());
        }
        return allowed;
    }

    synchronized int sources() {
        return buckets.size();
    }
}
