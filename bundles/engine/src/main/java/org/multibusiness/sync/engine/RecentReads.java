package org.multibusiness.sync.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.storage.LogSlice;
import org.multibusiness.sync.api.storage.ReadRequest;

/**
 * The last slices of the log: when a branch has written something, all its peers lack the same, and it is read once. The log is
 * behind it. Used by one thread.
 */
final class RecentReads {
    /** Of up to so many slices, for so long: the peers ask at the same moment. */
    private static final int REMEMBERED = 4;

    private static final Duration FRESH = Duration.ofSeconds(2);

    private final Deque<Entry> entries = new ArrayDeque<>();

    /**
     * What a reader lacks of what is held, and how much of it is asked for. Where in the log it was before does not matter.
     *
     * @param lacking of each origin that it lacks something of, what it knows
     */
    record Key(Map<OriginId, Long> lacking, int maxEvents, long maxBytes, long largestWhole, Map<?, Long> begun) {
        static Key of(ReadRequest request, VersionVector held) {
            Map<OriginId, Long> lacking = new TreeMap<>();
            held.entries().forEach((origin, sequence) -> {
                if (!request.excluded().contains(origin)
                        && sequence > request.known().sequence(origin)) {
                    lacking.put(origin, request.known().sequence(origin));
                }
            });
            return new Key(lacking, request.maxEvents(), request.maxBytes(), request.largestWhole(), request.begun());
        }
    }

    private record Entry(Key key, LogSlice slice, Instant at) {}

    /**
     * What was read for another one who lacks the same. It may hold a little more, which came into the log meanwhile; so the
     * next read starts over.
     */
    Optional<LogSlice> find(Key key, Instant now) {
        entries.removeIf(entry -> now.isAfter(entry.at().plus(FRESH)) || now.isBefore(entry.at()));
        return entries.stream()
                .filter(entry -> entry.key().equals(key))
                .findFirst()
                .map(entry -> new LogSlice(
                        entry.slice().transactions(),
                        entry.slice().part(),
                        0,
                        entry.slice().more()));
    }

    /** Something was read from the log. */
    void add(Key key, LogSlice slice, Instant now) {
        if (slice.transactions().isEmpty() && slice.part() == null) {
            return;
        }
        if (entries.size() == REMEMBERED) {
            entries.removeLast();
        }
        entries.addFirst(new Entry(key, slice, now));
    }
}
