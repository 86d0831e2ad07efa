package org.multibusiness.sync.core.replica;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.storage.ChainPoint;
import org.multibusiness.sync.core.wire.Message;

/**
 * Two nodes that were linked all the while may have got two histories of one origin from others. As soon as what they hold rests,
 * each shows the other its last transaction of every origin. Not thread-safe.
 */
final class RestingHeads {
    /** In the place of a link's number: the points are for all. */
    static final long NO_LINK = 0;

    /** In the place of a round. */
    static final int ROUND = -1;

    private VersionVector held = VersionVector.EMPTY;
    private Instant since = Instant.MIN;
    private boolean asked = true;
    private Map<Dot, ChainPoint> ours = Map.of();

    /** Looks at what is held; asks for the heads once it has not changed for a while. */
    Optional<Effect> look(VersionVector now, Duration rest, Instant at) {
        if (!now.equals(held)) {
            held = now;
            since = at;
            asked = false;
            ours = Map.of();
        }
        if (asked || at.isBefore(since.plus(rest))) {
            return Optional.empty();
        }
        asked = true;
        Set<Dot> heads = new HashSet<>();
        now.entries().forEach((origin, sequence) -> heads.add(new Dot(origin, sequence)));
        return Optional.of(new Effect.ReadChains(NO_LINK, ROUND, heads));
    }

    /** The heads are here: shows them to everybody, and compares them with what they showed. */
    void here(Map<Dot, ChainPoint> points, Collection<PeerSession> active, Instant now, List<Effect> effects) {
        ours = Map.copyOf(points);
        for (PeerSession session : active) {
            session.send(new Message.Chains(ROUND, ours), now, effects);
            compare(session, effects);
        }
    }

    /** The heads could not be read; they are asked for again. */
    void failed() {
        asked = false;
    }

    /** A peer shows its heads. */
    void there(PeerSession session, Map<Dot, ChainPoint> points, List<Effect> effects) {
        session.heads = points;
        compare(session, effects);
    }

    /** A link whose ends hold two histories has to begin anew: then it is found out where they part. */
    private void compare(PeerSession session, List<Effect> effects) {
        if (!session.agreed) {
            return;
        }
        boolean differ = ours.entrySet().stream().anyMatch(head -> {
            ChainPoint theirs = session.heads.get(head.getKey());
            return theirs != null && !theirs.chain().equals(head.getValue().chain());
        });
        if (differ) {
            effects.add(new Effect.Close(session.link, "two histories go by one origin here and there"));
        }
    }
}
