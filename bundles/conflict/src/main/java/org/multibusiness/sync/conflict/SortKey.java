package org.multibusiness.sync.conflict;

import java.math.BigDecimal;
import java.util.Comparator;

/**
 * Where a value stands among others of its type: first by rank, which sets infinities apart, then by number, then by text.
 * Numbers compare by value ({@code 1.0} equals {@code 1.00}), texts by code points, the same at every node whatever its locale.
 *
 * @param rank -1 for {@code -infinity}, 1 for {@code infinity}, 0 for all others
 * @param number numbers, moments in seconds, truth as 0 or 1; zero for texts
 * @param text texts; empty for all others
 */
record SortKey(int rank, BigDecimal number, String text) implements Comparable<SortKey> {
    private static final Comparator<SortKey> ORDER = Comparator.comparingInt(SortKey::rank)
            .thenComparing(SortKey::number)
            .thenComparing(SortKey::text, SortKey::byCodePoints);

    static final SortKey LEAST = new SortKey(-1, BigDecimal.ZERO, "");
    static final SortKey GREATEST = new SortKey(1, BigDecimal.ZERO, "");

    static SortKey of(BigDecimal number) {
        return new SortKey(0, number, "");
    }

    static SortKey of(String text) {
        return new SortKey(0, BigDecimal.ZERO, text);
    }

    @Override
    public int compareTo(SortKey other) {
        return ORDER.compare(this, other);
    }

    private static int byCodePoints(String a, String b) {
        int[] left = a.codePoints().toArray();
        int[] right = b.codePoints().toArray();
        return java.util.Arrays.compare(left, right);
    }
}
