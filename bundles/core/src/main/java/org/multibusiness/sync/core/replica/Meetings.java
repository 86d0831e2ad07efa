package org.multibusiness.sync.core.replica;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.storage.ChainPoint;
import org.multibusiness.sync.core.wire.Message;

/**
 * What comes between a peer's HELLO and its use: both must know the same branches, and hold the same histories as far as both
 * hold them. Not thread-safe.
 */
final class Meetings {
    private final Identity self;
    private final Forks forks;
    private final Twins twins = new Twins();
    private final RestingHeads heads = new RestingHeads();
    private final Shortfalls shortfalls;

    Meetings(Identity self, Forks forks, Shortfalls shortfalls) {
        this.self = self;
        this.forks = forks;
        this.shortfalls = shortfalls;
    }

    /**
     * The peer introduced itself; returns whether it may be used. If it lacks branches that we know, it adopts them and
     * introduces itself anew.
     */
    boolean met(PeerSession session, Message.Hello hello, VersionVector held, List<Effect> effects) {
        if (forks.learn(hello.branches()) || !hello.branches().equals(forks.adopted())) {
            return false;
        }
        session.comparison = new Comparison(session.told, hello.vector());
        return compared(session, session.comparison, held, effects);
    }

    /** What is compared while links are up: the last transactions, when nothing is going on. */
    RestingHeads heads() {
        return heads;
    }

    /** Our part of a round was read; returns whether the peer may be used. */
    boolean here(PeerSession session, Map<Dot, ChainPoint> points, VersionVector held, List<Effect> effects) {
        Comparison comparison = session.comparison;
        return comparison != null && comparison.here(points) && compared(session, comparison, held, effects);
    }

    /** The peer's part of a round arrived; returns whether the peer may be used. */
    boolean there(PeerSession session, Message.Chains chains, VersionVector held, List<Effect> effects) {
        Comparison comparison = session.comparison;
        if (chains.round() == RestingHeads.ROUND) {
            heads.there(session, chains.points(), effects);
            return false;
        }
        if (comparison == null
                || !comparison.expects(chains.round(), chains.points().keySet())) {
            effects.add(new Effect.Close(session.link, "the peer shows histories that nobody asked for"));
            return false;
        }
        return comparison.there(chains.points()) && compared(session, comparison, held, effects);
    }

    private boolean compared(PeerSession session, Comparison comparison, VersionVector held, List<Effect> effects) {
        Message.Hello hello = session.hello;
        if (!comparison.isDone()) {
            effects.add(new Effect.ReadChains(session.link, comparison.round(), comparison.asked()));
            return false;
        }
        if (hello == null) {
            return false;
        }
        if (forks.learn(comparison.forks())) {
            effects.addAll(ForkAlarms.of(self, hello, comparison.forks()));
            return false;
        }
        Optional<Dot> incurable = incurable(comparison);
        if (incurable.isPresent()) {
            shortfalls.cannotCompare(hello, incurable.get(), effects);
            return false;
        }
        session.agreed = !isRestored(hello, hello.vector(), held, effects);
        return session.agreed;
    }

    /**
     * Two histories by one name which adopting branches can't tell apart: where they part is not in the log any more, or the one
     * that had to be renamed is not.
     */
    private static Optional<Dot> incurable(Comparison comparison) {
        return Stream.concat(
                        comparison.unclear().stream(),
                        comparison.forks().stream().map(fork -> new Dot(fork.origin(), fork.common() + 1)))
                .min(Comparator.naturalOrder());
    }

    /** A peer holds more of our own origin than we do: our database is an old one, and numbers must not be given twice. */
    boolean isRestored(Message.Hello peer, VersionVector theirs, VersionVector held, List<Effect> effects) {
        boolean restored = theirs.sequence(self.origin()) > held.sequence(self.origin());
        if (restored) {
            forks.renew(self.origin(), held, theirs);
            effects.add(ForkAlarms.restored(self, peer, theirs, held));
        }
        return restored;
    }

    /** Whether a link is better than the one in use. Both sides decide alike. */
    boolean supersedes(PeerSession session, Message.Hello hello, PeerSession other, Instant now, List<Effect> effects) {
        if (other.hello != null && other.hello.startId() != hello.startId()) {
            return isNewStart(session, hello, other, now, effects);
        }
        NodeId dialler = session.dialler(self.node());
        NodeId otherDialler = other.dialler(self.node());
        return dialler.compareTo(otherDialler) <= 0;
    }

    private boolean isNewStart(
            PeerSession session, Message.Hello hello, PeerSession other, Instant now, List<Effect> effects) {
        if (twins.isTwin(session.peer, hello.startId(), now)) {
            effects.add(new Effect.Twins(session.peer, hello.name(), other.link, session.link));
        }
        if (twins.isFormer(session.peer, hello.startId())) {
            return false;
        }
        Message.Hello former = other.hello;
        if (former != null) {
            twins.replaced(session.peer, former.startId(), now);
        }
        return true;
    }

    /** A start of a node is in use. */
    void used(NodeId node, long startId) {
        twins.returned(node, startId);
    }
}
