package org.multibusiness.sync.core.simulator;

import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** What is to happen, in order of time; nothing really waits. */
final class VirtualTime {
    private static final Instant START = Instant.parse("2026-07-29T12:00:00Z");

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private long now;
    private long count;

    private record Event(long at, long number, Runnable action) {}

    long millis() {
        return now;
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
        }
        now = until;
    }
}
