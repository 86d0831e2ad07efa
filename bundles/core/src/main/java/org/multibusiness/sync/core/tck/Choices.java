package org.multibusiness.sync.core.tck;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sequence of choices that a seed fixes: SplitMix64 (Steele, Lea, Flood, 2014). Not thread-safe. */
public final class Choices {
    private long state;

    /** The sequence of this seed. */
    public Choices(long seed) {
        this.state = seed;
    }

    /** A number from 0 to limit - 1; limit is 1 or more. */
    public int below(int limit) {
        state += 0x9E3779B97F4A7C15L;
        long mixed = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return (int) Long.remainderUnsigned(mixed ^ (mixed >>> 31), limit);
    }

    /** True once in so many times. */
    public boolean once(int in) {
        return below(in) == 0;
    }

    /** One of these; at least one. */
    public <T extends @Nullable Object> T of(List<T> some) {
        return some.get(below(some.size()));
    }

    /** These in another order. */
    public <T> List<T> shuffled(List<T> some) {
        List<T> rest = new ArrayList<>(some);
        List<T> shuffled = new ArrayList<>(rest.size());
        while (!rest.isEmpty()) {
            shuffled.add(rest.remove(below(rest.size())));
        }
        return shuffled;
    }
}
