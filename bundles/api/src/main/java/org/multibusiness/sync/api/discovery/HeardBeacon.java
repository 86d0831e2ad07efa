package org.multibusiness.sync.api.discovery;

import java.time.Instant;

/**
 * A beacon and how often it was heard.
 *
 * @param beacon what was heard
 * @param count how often
 * @param first when first
 * @param last when last
 */
public record HeardBeacon(Beacon beacon, long count, Instant first, Instant last) {
    /** Heard once more. */
    public HeardBeacon again(Instant now) {
        return new HeardBeacon(beacon, count + 1, first, now);
    }
}
