package org.multibusiness.sync.core.replica;

import java.time.Instant;
import java.util.List;
import org.multibusiness.sync.core.wire.Message;

/** Which links are taken into use: one for each peer that holds the same histories. Part of the replica, and of its thread. */
final class LinkUse {
    private final Replica replica;

    LinkUse(Replica replica) {
        this.replica = replica;
    }

    /** A peer may be used, or not (yet); perhaps something is to be adopted first. */
    void met(PeerSession session, boolean agreed, Instant now, List<Effect> effects) {
        if (agreed && session.hello != null) {
            activate(session, session.hello, now, effects);
        }
        replica.forks.next(replica.reception.isBusy(), replica.steady.at(now)).ifPresent(effects::add);
    }

    /** Takes a peer into use, unless another link to it is better. Both sides decide alike. */
    private void activate(PeerSession session, Message.Hello hello, Instant now, List<Effect> effects) {
        PeerSession other = replica.active.get(session.peer);
        if (other != null && !replica.meetings.supersedes(session, hello, other, replica.steady.at(now), effects)) {
            effects.add(new Effect.Close(session.link, "a link to " + session.peer + " is there already"));
            return;
        }
        if (other != null) {
            replica.active.remove(session.peer);
            replica.reception.drop(other.link);
            effects.add(new Effect.Close(other.link, "replaced by a newer link to " + session.peer));
        }
        replica.meetings.used(session.peer, hello.startId());
        replica.active.put(session.peer, session);
        session.acknowledged = hello.vector();
        replica.statements.book().meet(hello.origin());
        replica.shortfalls.met(session.peer, hello.origin());
        effects.add(new Effect.PeerReady(session.link, hello));
        effects.add(new Effect.Acknowledged(session.peer, hello.vector()));
        replica.subscriptions.renewAll(false, replica.vector, now, effects);
        replica.pump(session, effects);
    }
}
