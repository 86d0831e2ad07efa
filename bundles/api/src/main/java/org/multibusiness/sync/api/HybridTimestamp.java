package org.multibusiness.sync.api;

import java.time.Instant;

/**
 * A hybrid logical clock value (Kulkarni et al., 2014): 48 bits of wall-clock milliseconds and a 16-bit counter, packed so
 * that numeric order is time order.
 *
 * @param packed {@code milliseconds << 16 | counter}; never negative
 */
public record HybridTimestamp(long packed) implements Comparable<HybridTimestamp> {
    /** Before every real timestamp: what existed before the service watched. */
    public static final HybridTimestamp ZERO = new HybridTimestamp(0);

    /** Checks the range; throws {@link IllegalArgumentException} for a negative value. */
    public HybridTimestamp {
        if (packed < 0) {
            throw new IllegalArgumentException("hybrid timestamp " + packed + " is negative");
        }
    }

    /** The timestamp at this wall-clock time with the given counter (0 to 65535). */
    public static HybridTimestamp of(Instant wall, int counter) {
        return new HybridTimestamp((wall.toEpochMilli() << 16) | counter);
    }

    /** The wall-clock part, in milliseconds precision. */
    public Instant wall() {
        return Instant.ofEpochMilli(packed >>> 16);
    }

    /** The counter part, 0 to 65535. */
    public int counter() {
        return (int) (packed & 0xFFFF);
    }

    @Override
    public int compareTo(HybridTimestamp other) {
        return Long.compare(packed, other.packed);
    }
}
