package org.multibusiness.sync.core.replica;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.storage.ChainPoint;
import org.multibusiness.sync.core.stability.AckBook;
import org.multibusiness.sync.core.stability.Acknowledgement;
import org.multibusiness.sync.core.wire.Message;

/**
 * Who said that it holds what, and telling it to the peers. A statement names histories as a transaction's past does, and is
 * trusted likewise: when its author's chains are ours. So the log is asked for chains, for our own statement and to check
 * others'; one read at a time. Not thread-safe.
 */
final class Statements {
    /** In the place of a link's number: what is read is for statements. */
    static final long NO_LINK = -1;

    /** How often we repeat what we hold though it has not changed: others see that we are still there. */
    private static final Duration RENEWAL = Duration.ofMinutes(1);

    /** So many entries of others' statements are looked up at once. */
    private static final int MOST_COMPARED = 2_048;

    private final Identity self;
    private final ReplicaLimits limits;
    private final SteadyTime steady;
    private final AckBook book;
    private Instant stated = Instant.MIN;
    private int round;
    private @Nullable Question asked;

    /** What the log was asked for. */
    private record Question(@Nullable VersionVector own, List<Acknowledgement> others) {}

    Statements(Identity self, ReplicaLimits limits, SteadyTime steady) {
        this.self = self;
        this.limits = limits;
        this.steady = steady;
        this.book = new AckBook(self.origin());
    }

    AckBook book() {
        return book;
    }

    /** Whether nothing of this peer is taken any more. */
    boolean isRetired(PeerSession session) {
        return session.hello != null && book.isRetired(session.hello.origin());
    }

    /**
     * Asks for chains, if there is something to state or to check.
     *
     * @param held what we hold
     */
    Optional<Effect> look(VersionVector held, Instant now) {
        if (asked != null) {
            return Optional.empty();
        }
        VersionVector own = isDue(held, steady.at(now)) ? held : null;
        List<Acknowledgement> others = book.comparable(held, MOST_COMPARED);
        if (own == null && others.isEmpty()) {
            return Optional.empty();
        }
        asked = new Question(own, others);
        round++;
        Set<Dot> dots = new HashSet<>();
        if (own != null) {
            own.entries().forEach((origin, sequence) -> dots.add(new Dot(origin, sequence)));
        }
        others.forEach(said -> dots.addAll(said.named()));
        return Optional.of(new Effect.ReadChains(NO_LINK, round, dots));
    }

    private boolean isDue(VersionVector held, Instant now) {
        Duration pause = book.hasNews(held) ? limits.heartbeat() : RENEWAL;
        return stated.equals(Instant.MIN) || !now.isBefore(stated.plus(pause));
    }

    /** The chains are here: we say what we hold, and know what others meant. */
    void read(Map<Dot, ChainPoint> points, Instant now) {
        Question question = asked;
        asked = null;
        if (question != null) {
            Function<Dot, @Nullable String> chains = dot -> chain(points, dot);
            if (question.own() != null) {
                stated = steady.at(now);
                book.state(self.origin(), question.own(), chains, now.toEpochMilli());
            }
            book.compare(question.others(), chains);
        }
    }

    private static @Nullable String chain(Map<Dot, ChainPoint> points, Dot dot) {
        ChainPoint point = points.get(dot);
        return point == null ? null : point.chain();
    }

    /** The chains could not be read; they are asked for again with the next tick. */
    void failed() {
        asked = null;
    }

    /** Passes on who said what, as often as a peer hears from us at least. */
    void tell(PeerSession session, Instant now, List<Effect> effects) {
        Instant then = steady.at(now);
        if (then.isBefore(session.lastTold.plus(limits.heartbeat()))) {
            return;
        }
        session.lastTold = then;
        List<Acknowledgement> news = session.feed.next(book);
        if (!news.isEmpty()) {
            // Beside the heartbeats, not instead of one.
            effects.add(new Effect.Send(session.link, new Message.Known(news)));
        }
    }
}
