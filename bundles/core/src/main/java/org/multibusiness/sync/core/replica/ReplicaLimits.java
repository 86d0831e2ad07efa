package org.multibusiness.sync.core.replica;

import java.time.Duration;

/**
 * The replica's limits.
 *
 * @param smallestBatch events per slice when there is no backlog
 * @param largestBatch events per slice that a backlog grows to, and the most that are applied in one database transaction
 * @param window weight of transactions that may be on their way or waiting, per link
 * @param sliceWeight weight of one slice; a larger transaction travels alone
 * @param heartbeat how often a peer hears from us at least
 * @param interval the safety net: how long we wait for what a peer holds and we lack, before we ask again
 * @param retry how long to wait before a failed apply is tried again
 */
public record ReplicaLimits(
        int smallestBatch,
        int largestBatch,
        long window,
        long sliceWeight,
        Duration heartbeat,
        Duration interval,
        Duration retry) {
    /** The predecessor's 50 events and 30 s; 8 MiB on the way per link. */
    public static final ReplicaLimits DEFAULT = new ReplicaLimits(
            50, 5_000, 8L << 20, 2L << 20, Duration.ofSeconds(3), Duration.ofSeconds(30), Duration.ofMillis(500));
}
