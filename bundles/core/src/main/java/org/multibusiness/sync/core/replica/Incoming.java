package org.multibusiness.sync.core.replica;

import java.time.Instant;
import java.util.List;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.core.stability.Acknowledgement;
import org.multibusiness.sync.core.wire.Message;

/** What becomes of the messages that arrive on one link. Part of the replica, and of its thread. */
final class Incoming implements Message.Handler<Void> {
    private final Replica replica;
    private final PeerSession session;
    private final Instant now;
    private final List<Effect> effects;

    Incoming(Replica replica, PeerSession session, Instant now, List<Effect> effects) {
        this.replica = replica;
        this.session = session;
        this.now = now;
        this.effects = effects;
    }

    @Override
    public Void hello(Message.Hello hello) {
        session.hello = hello;
        if (!hello.node().equals(session.peer)) {
            effects.add(new Effect.Close(session.link, "the peer calls itself " + hello.node()));
        } else {
            replica.met(session, replica.meetings.met(session, hello, replica.vector, effects), now, effects);
        }
        return null;
    }

    @Override
    public Void subscribe(Message.Subscribe subscribe) {
        session.subscribed(subscribe);
        replica.pump(session, effects);
        return null;
    }

    @Override
    public Void credit(Message.Credit credit) {
        session.credited(credit);
        replica.pump(session, effects);
        return null;
    }

    @Override
    public Void transactions(Message.Transactions transactions) {
        if (SaneTime.refuses(session, transactions, effects)) {
            return null;
        }
        if (transactions.subscription() == session.ownSubscription && replica.active.get(session.peer) == session) {
            take(transactions.transactions());
        }
        return null;
    }

    private void take(List<ChangeTransaction> transactions) {
        if (!replica.statements.isRetired(session) && areSafe(transactions)) {
            replica.shortfalls.got(session.peer);
            replica.reception.offer(session.link, transactions);
            replica.deliver(effects);
            replica.subscriptions.giveCreditBack(replica.links, now, effects);
        }
    }

    /** Whether what is new was written by somebody who knew all that our log does not hold any more. */
    private boolean areSafe(List<ChangeTransaction> transactions) {
        for (ChangeTransaction transaction : transactions) {
            if (!replica.vector.covers(transaction.dot()) && !transaction.past().covers(replica.floor)) {
                replica.shortfalls.cannotTake(transaction.dot().origin(), replica.floor, effects);
                replica.subscriptions.renew(session, false, replica.vector, now, effects);
                return false;
            }
        }
        return true;
    }

    @Override
    public Void heartbeat(Message.Heartbeat heartbeat) {
        if (!heartbeat.vector().equals(session.acknowledged)) {
            session.acknowledged = heartbeat.vector();
            session.gaps.look(replica.vector, session.acknowledged, replica.steady.at(now));
            effects.add(new Effect.Acknowledged(session.peer, heartbeat.vector()));
        }
        if (session.hello != null
                && replica.meetings.isRestored(session.hello, heartbeat.vector(), replica.vector, effects)) {
            replica.forks
                    .next(replica.reception.isBusy(), replica.steady.at(now))
                    .ifPresent(effects::add);
        }
        return null;
    }

    @Override
    public Void schemaChanged(Message.SchemaChanged changed) {
        return null;
    }

    @Override
    public Void rulesChanged(Message.RulesChanged changed) {
        return null;
    }

    @Override
    public Void chains(Message.Chains chains) {
        replica.met(session, replica.meetings.there(session, chains, replica.vector, effects), now, effects);
        return null;
    }

    @Override
    public Void goodbye(Message.Goodbye goodbye) {
        effects.add(new Effect.Close(session.link, goodbye.reason()));
        return null;
    }

    @Override
    public Void known(Message.Known known) {
        for (Acknowledgement said : known.statements()) {
            NodeId author = said.author().node();
            session.feed.heard(said);
            // What a linked peer holds it tells us itself, and sooner.
            if (replica.statements.book().heard(said) && !replica.active.containsKey(author)) {
                effects.add(new Effect.Acknowledged(author, said.vector()));
            }
        }
        return null;
    }

    @Override
    public Void unserved(Message.Unserved unserved) {
        if (unserved.subscription() == session.ownSubscription) {
            replica.shortfalls.cannotGet(session.peer, unserved.floor(), effects);
        }
        return null;
    }

    @Override
    public Void peers(Message.Peers peers) {
        effects.add(new Effect.PeersTold(session.peer, peers.sightings()));
        return null;
    }
}
