package org.multibusiness.sync.api;

import java.util.Comparator;

/**
 * Names one committed source transaction.
 *
 * @param origin who wrote it
 * @param sequence its number at that origin: dense, starting at 1
 */
public record Dot(OriginId origin, long sequence) implements Comparable<Dot> {
    private static final Comparator<Dot> ORDER =
            Comparator.comparing(Dot::origin).thenComparingLong(Dot::sequence);

    /** Checks the range; throws {@link IllegalArgumentException} for a sequence below 1. */
    public Dot {
        if (sequence < 1) {
            throw new IllegalArgumentException("sequence " + sequence + " of " + origin + " is below 1");
        }
    }

    /** Reads the form written by {@link #toString()}, for example {@code fbb213cb6067502f.1:42}. */
    public static Dot parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("dot '" + text + "' is not ORIGIN:SEQUENCE");
        }
        return new Dot(OriginId.parse(text.substring(0, colon)), Long.parseLong(text.substring(colon + 1)));
    }

    @Override
    public int compareTo(Dot other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return origin + ":" + sequence;
    }
}
