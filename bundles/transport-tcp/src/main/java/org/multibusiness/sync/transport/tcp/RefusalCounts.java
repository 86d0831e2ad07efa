package org.multibusiness.sync.transport.tcp;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.multibusiness.sync.api.transport.DialFailure.Cause;

/** How many connections were turned away and links broken off since the start, by reason, for the operator. Thread-safe. */
final class RefusalCounts {
    private final Map<Cause, LongAdder> turnedAway = new EnumMap<>(Cause.class);
    private final LongAdder crowded = new LongAdder();
    private final LongAdder brokenOff = new LongAdder();

    RefusalCounts() {
        for (Cause cause : Cause.values()) {
            turnedAway.put(cause, new LongAdder());
        }
    }

    /** A connection to us did not become a link. */
    void turnedAway(Cause cause) {
        LongAdder counter = turnedAway.get(cause);
        if (counter != null) {
            counter.increment();
        }
    }

    /** A connection had to make room for another one before it had said who it is. */
    void crowdedOut() {
        crowded.increment();
    }

    /** A peer that was let in broke the protocol. */
    void brokenOff() {
        brokenOff.increment();
    }

    long of(Cause cause) {
        LongAdder counter = turnedAway.get(cause);
        return counter == null ? 0 : counter.sum();
    }

    /** For the end of a line about something else: {@code ; turned away: 3 wrong key, 1 not a peer}; empty when there are none. */
    @Override
    public String toString() {
        String reasons = turnedAway.entrySet().stream()
                .filter(entry -> entry.getValue().sum() > 0)
                .map(entry -> entry.getValue().sum() + " " + words(entry.getKey()))
                .collect(Collectors.joining(", "));
        long pushed = crowded.sum();
        if (pushed > 0) {
            reasons += (reasons.isEmpty() ? "" : ", ") + pushed + " crowded out";
        }
        long broken = brokenOff.sum();
        return (reasons.isEmpty() ? "" : "; turned away: " + reasons)
                + (broken == 0 ? "" : "; links that broke the protocol: " + broken);
    }

    private static String words(Cause cause) {
        return cause.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
