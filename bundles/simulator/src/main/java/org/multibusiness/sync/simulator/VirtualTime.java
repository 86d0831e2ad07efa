package org.multibusiness.sync.simulator;

import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** What is to happen, in order of time; nothing really waits. */
final class VirtualTime {
    private static final Instant START = Instant.parse("2026-07-29T12:00:00Z");

    /** Far more than any story has: whoever gets there talks without end. */
    private static final long MOST_EVENTS = 3_000_000;

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private long now;
    private long count;
    private long done;

    private record Event(long at, long number, Runnable action) {}

    long millis() {
        return now;
    }

    long done() {
        return done;
    }

    Instant now() {
        return START.plusMillis(now);
    }

    void in(long millis, Runnable action) {
        events.add(new Event(now + millis, count++, action));
    }

    /** Lets so many milliseconds pass. */
    void pass(long millis) {
        long until = now + millis;
        while (!events.isEmpty() && events.element().at() <= until) {
            Event event = events.remove();
            now = event.at();
            event.action().run();
            if (++done > MOST_EVENTS) {
                throw new Violation("G8 liveness", "no end of events after " + now + " ms");
            }
        }
        now = until;
    }
}
