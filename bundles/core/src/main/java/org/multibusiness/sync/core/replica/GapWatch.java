package org.multibusiness.sync.core.replica;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;

/**
 * Watches whether what a peer holds and we lack gets less. Each origin counts for itself, by what we hold of it: neither talk
 * that can't be applied nor progress elsewhere hides that one origin stands still. Each reminder doubles the patience, so that a
 * slow link gets the time that it needs; the first progress restores it.
 */
final class GapWatch {
    /** 30 s become 32 minutes. */
    private static final int MOST_DOUBLINGS = 6;

    private final Map<OriginId, Gap> gaps = new HashMap<>();
    private int reminders;

    /**
     * An origin of which the peer holds more.
     *
     * @param held how much we held
     * @param since since when we hold that and know of more
     */
    private record Gap(long held, Instant since) {}

    /**
     * Looks at what is missing now.
     *
     * @param held what we hold
     * @param theirs what the peer holds
     */
    void look(VersionVector held, VersionVector theirs, Instant now) {
        gaps.keySet().removeIf(origin -> held.sequence(origin) >= theirs.sequence(origin));
        theirs.entries().forEach((origin, sequence) -> {
            if (held.sequence(origin) < sequence) {
                watch(origin, held.sequence(origin), now);
            }
        });
    }

    /**
     * Whether some origin stands still for too long.
     *
     * @param interval the patience before the first reminder
     */
    boolean isOverdue(Instant now, Duration interval) {
        Duration patience = interval.multipliedBy(1L << Math.min(reminders, MOST_DOUBLINGS));
        return gaps.values().stream().anyMatch(gap -> now.isAfter(gap.since().plus(patience)));
    }

    private void watch(OriginId origin, long held, Instant now) {
        Gap before = gaps.get(origin);
        if (before == null) {
            gaps.put(origin, new Gap(held, now));
        } else if (before.held() != held) {
            gaps.put(origin, new Gap(held, now));
            reminders = 0;
        }
    }

    /** The peer was reminded. */
    void reminded() {
        reminders++;
        gaps.clear();
    }

    /** The peer was asked anew for another reason. */
    void restart() {
        gaps.clear();
    }
}
