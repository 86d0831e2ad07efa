package org.multibusiness.sync.simulator;

import java.time.Instant;

/** A branch's wall clock: it drifts, and somebody sets it now and then. */
final class WallClock {
    private final VirtualTime time;
    private long base;
    private long since;
    private int drift;

    WallClock(VirtualTime time) {
        this.time = time;
    }

    Instant now() {
        long passed = time.millis() - since;
        return Instant.EPOCH.plusMillis(
                time.now().toEpochMilli() - time.millis() + since + base + passed + passed * drift / 1000);
    }

    /** Somebody sets it. */
    void jump(long millis) {
        settle();
        base += millis;
    }

    /** It goes wrong by so many milliseconds a second. */
    void drift(int perSecond) {
        settle();
        drift = perSecond;
    }

    private void settle() {
        long passed = time.millis() - since;
        base += passed * drift / 1000;
        since = time.millis();
    }
}
