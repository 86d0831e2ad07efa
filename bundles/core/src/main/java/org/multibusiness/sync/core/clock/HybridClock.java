package org.multibusiness.sync.core.clock;

import java.time.Instant;
import org.multibusiness.sync.api.HybridTimestamp;

/**
 * The hybrid logical clock's step (Kulkarni, Demirbas et al., 2014, figure 5): larger than everything seen, as near to the
 * wall clock as that allows. Stateless: the caller keeps the greatest timestamp.
 */
public final class HybridClock {
    private HybridClock() {}

    /**
     * The next timestamp.
     *
     * @param greatestSeen the greatest timestamp in the causal past
     * @param now the wall clock
     */
    public static HybridTimestamp next(HybridTimestamp greatestSeen, Instant now) {
        HybridTimestamp wall = HybridTimestamp.of(now, 0);
        return wall.compareTo(greatestSeen) > 0 ? wall : new HybridTimestamp(greatestSeen.packed() + 1);
    }

    /** The larger of two timestamps. */
    public static HybridTimestamp max(HybridTimestamp a, HybridTimestamp b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
