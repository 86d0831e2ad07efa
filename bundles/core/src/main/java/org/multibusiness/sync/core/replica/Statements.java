package org.multibusiness.sync.core.replica;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.core.stability.AckBook;
import org.multibusiness.sync.core.stability.Acknowledgement;
import org.multibusiness.sync.core.wire.Message;

/** Who said that it holds what, and telling it to the peers. Not thread-safe. */
final class Statements {
    /** How often we repeat what we hold though it has not changed: others see that we are still there. */
    private static final Duration RENEWAL = Duration.ofMinutes(1);

    private final Identity self;
    private final ReplicaLimits limits;
    private final SteadyTime steady;
    private final AckBook book;
    private Instant stated = Instant.MIN;

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
     * Passes on who said what, as often as a peer hears from us at least.
     *
     * @param held what we hold
     */
    void tell(PeerSession session, VersionVector held, Instant now, List<Effect> effects) {
        Instant then = steady.at(now);
        if (then.isBefore(session.lastTold.plus(limits.heartbeat()))) {
            return;
        }
        session.lastTold = then;
        if (!book.own().vector().equals(held) || !then.isBefore(stated.plus(RENEWAL))) {
            stated = then;
            book.state(self.origin(), held, now.toEpochMilli());
        }
        List<Acknowledgement> news = session.feed.next(book);
        if (!news.isEmpty()) {
            // Beside the heartbeats, not instead of one.
            effects.add(new Effect.Send(session.link, new Message.Known(news)));
        }
    }
}
