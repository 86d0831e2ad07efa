package org.multibusiness.sync.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditKind;

/**
 * Counts what comes by the thousand. The first of equal events is recorded at once; those that follow within the kind's window are
 * counted, and recorded as one with their number when it ends. Of each kind at most {@value #MOST} are told apart at a time,
 * further ones are counted as {@value #OTHERS}: so a flood from endless addresses writes some lines a minute. Used under a lock.
 */
final class Tally {
    /** So many different events of a kind have a count of their own. */
    static final int MOST = 16;

    /** The subject of those that have none. */
    static final String OTHERS = "others";

    private final Map<AuditEvent, Count> counts = new LinkedHashMap<>();

    private record Count(Instant since, long more) {}

    /** What is to be recorded now for this event. */
    Optional<Note> take(AuditEvent event, Instant now) {
        if (event.kind().window().isZero()) {
            return Optional.of(new Note(now, event));
        }
        AuditEvent counted =
                counts.containsKey(event) || isRoom(event.kind()) ? event : AuditEvent.of(event.kind(), OTHERS);
        Count count = counts.get(counted);
        if (count != null) {
            counts.put(counted, new Count(count.since(), count.more() + 1));
            return Optional.empty();
        }
        counts.put(counted, new Count(now, 0));
        return Optional.of(new Note(now, counted));
    }

    private boolean isRoom(AuditKind kind) {
        return counts.keySet().stream().filter(e -> e.kind() == kind).count() < MOST;
    }

    /** What is to be recorded because its window has ended. */
    List<Note> due(Instant now) {
        List<Note> due = new ArrayList<>();
        Iterator<Map.Entry<AuditEvent, Count>> all = counts.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<AuditEvent, Count> entry = all.next();
            AuditEvent event = entry.getKey();
            Count count = entry.getValue();
            // A clock that was set back ends a window, too.
            Duration age = Duration.between(count.since(), now).abs();
            if (age.compareTo(event.kind().window()) >= 0) {
                if (count.more() == 0) {
                    all.remove();
                } else {
                    due.add(told(event, count, now));
                    entry.setValue(new Count(now, 0));
                }
            }
        }
        return due;
    }

    /** What is counted and not yet recorded; the counts are forgotten. */
    List<Note> all(Instant now) {
        List<Note> rest = new ArrayList<>();
        counts.forEach((event, count) -> {
            if (count.more() > 0) {
                rest.add(told(event, count, now));
            }
        });
        counts.clear();
        return rest;
    }

    private static Note told(AuditEvent event, Count count, Instant now) {
        return new Note(
                now,
                event.with("more", String.valueOf(count.more()))
                        .with("since", count.since().toString()));
    }
}
