package org.multibusiness.sync.core.dial;

import java.time.Duration;

/**
 * Exponential back-off with full jitter (Brooker, AWS, 2015): {@code random(0.5 … 1) * min(longest, shortest * 2^failures)}.
 * The lower half is kept so that a hammering peer can't come back at once.
 *
 * @param shortest the wait after the first failure
 * @param longest the wait never exceeds this
 */
public record Backoff(Duration shortest, Duration longest) {
    private static final int LARGEST_SHIFT = 30;

    /**
     * How long to wait.
     *
     * @param failures failures in a row, at least 1
     * @param random a number from 0 (inclusive) to 1 (exclusive)
     */
    public Duration after(int failures, double random) {
        long factor = 1L << Math.min(failures - 1, LARGEST_SHIFT);
        long ceiling = Math.min(longest.toMillis(), Math.multiplyExact(shortest.toMillis(), factor));
        return Duration.ofMillis((long) (ceiling * (0.5 + random / 2)));
    }
}
