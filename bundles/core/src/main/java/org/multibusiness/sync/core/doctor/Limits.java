package org.multibusiness.sync.core.doctor;

import java.time.Duration;

/**
 * How long something may last before it counts as a trouble: shops with slow lines or rare announcements wait for longer.
 *
 * @param behind how long something may wait on a link without any progress
 * @param announced how long after a link came up an announcement of the peer must have been heard
 */
public record Limits(Duration behind, Duration announced) {
    /** Two minutes; and two and a half times the 30 s between announcements, of which one may be lost. */
    public static final Limits DEFAULTS = new Limits(Duration.ofMinutes(2), Duration.ofSeconds(75));

    /** Refuses limits that would make an alarm of everything. */
    public Limits {
        if (behind.isNegative() || behind.isZero() || announced.isNegative() || announced.isZero()) {
            throw new IllegalArgumentException("limits are positive: " + behind + ", " + announced);
        }
    }
}
