package org.multibusiness.sync.core.replica;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.multibusiness.sync.api.doctor.PeerSighting;
import org.multibusiness.sync.core.wire.Message;

/** Tells every linked peer whom we know: when its link is new, when something changed, and every half minute. Part of the replica. */
final class PeerTalk {
    /** Who says so in its HELLO can read it; others would close the link. */
    static final String CAPABILITY = "peers";

    /** At least this long between two tellings on a link, so that what flaps is no flood. */
    private static final Duration REST = Duration.ofSeconds(5);

    /** So long an age may be wrong. */
    private static final Duration REFRESH = Duration.ofSeconds(30);

    private final Map<Long, Told> told = new HashMap<>();
    private List<PeerSighting> known = List.of();

    private record Told(Instant at, List<PeerSighting> what) {}

    void know(List<PeerSighting> sightings) {
        known = sightings.stream().limit(PeerSighting.MOST).toList();
    }

    /**
     * Tells whom it is time to tell.
     *
     * @param then a time that never goes back
     */
    void tell(Collection<PeerSession> active, Instant then, Instant now, List<Effect> effects) {
        Set<Long> links = active.stream().map(session -> session.link).collect(Collectors.toSet());
        told.keySet().retainAll(links);
        for (PeerSession session : active) {
            Message.Hello hello = session.hello;
            boolean understood = hello != null && hello.capabilities().contains(CAPABILITY);
            if (understood && isDue(session.link, then)) {
                told.put(session.link, new Told(then, known));
                session.send(new Message.Peers(known), now, effects);
            }
        }
    }

    private boolean isDue(long link, Instant then) {
        Told before = told.get(link);
        if (before == null) {
            return !known.isEmpty();
        }
        boolean changed = !same(before.what(), known);
        return !then.isBefore(before.at().plus(changed ? REST : REFRESH));
    }

    private static boolean same(List<PeerSighting> before, List<PeerSighting> now) {
        if (before.size() != now.size()) {
            return false;
        }
        for (int i = 0; i < now.size(); i++) {
            if (!before.get(i).saysTheSame(now.get(i))) {
                return false;
            }
        }
        return true;
    }
}
