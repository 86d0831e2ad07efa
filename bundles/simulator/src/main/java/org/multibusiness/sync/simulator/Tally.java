package org.multibusiness.sync.simulator;

import java.util.Map;
import java.util.TreeMap;

/** Counts what happened. */
public final class Tally {
    private final Map<String, Long> counts = new TreeMap<>();
    private long nodeMillis;
    private long events;
    private long stories;

    /** Something happened once more. */
    void count(String what) {
        counts.merge(what, 1L, Long::sum);
    }

    /** A story is over. */
    void story(int nodes, long millis, long happened) {
        stories++;
        nodeMillis += millis * nodes;
        events += happened;
    }

    /** Adds another's counts. */
    public void add(Tally other) {
        other.counts.forEach((what, count) -> counts.merge(what, count, Long::sum));
        nodeMillis += other.nodeMillis;
        events += other.events;
        stories += other.stories;
    }

    /** How often something happened. */
    public long of(String what) {
        return counts.getOrDefault(what, 0L);
    }

    /** One line for people. */
    public String line() {
        return String.format(
                "%d seeds, %.1f node-hours simulated, %d events; %s", stories, nodeMillis / 3.6e6, events, counts);
    }
}
