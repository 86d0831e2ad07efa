package org.multibusiness.sync.core.replica;

import java.time.Instant;
import java.util.List;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.storage.TransactionPart;
import org.multibusiness.sync.core.stability.Acknowledgement;
import org.multibusiness.sync.core.wire.Message;
import org.multibusiness.sync.core.wire.TransactionWeight;

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
            replica.use.met(session, replica.meetings.met(session, hello, replica.vector, effects), now, effects);
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
        if (isWelcome(transactions.subscription(), transactions.transactions())) {
            session.shows(transactions.transactions());
            replica.reception.offer(session.link, transactions.transactions());
            replica.deliver(effects);
            replica.subscriptions.giveCreditBack(replica.links, now, effects);
        }
        return null;
    }

    @Override
    public Void part(Message.Part message) {
        TransactionPart part = message.part();
        Message.Hello hello = session.hello;
        if (hello == null || !isWelcome(message.subscription(), List.of(part.transaction()))) {
            return null;
        }
        session.shows(List.of(part.transaction()));
        if (replica.reception.isNeedless(part, replica.vector)) {
            replica.reception.free(session.link, TransactionWeight.of(part));
            replica.subscriptions.giveCreditBack(replica.links, now, effects);
        } else if (replica.reception.take(session.peer, hello.startId(), part)) {
            effects.add(new Effect.Stage(session.link, message.subscription(), session.peer, hello.startId(), part));
        } else {
            replica.subscriptions.renew(session, false, replica.vector, now, effects);
        }
        return null;
    }

    /** Whether something that came may be used. What is not for our present subscription is passed over. */
    private boolean isWelcome(int subscription, List<ChangeTransaction> transactions) {
        if (SaneTime.refuses(session, transactions, effects)
                || subscription != session.ownSubscription
                || replica.active.get(session.peer) != session
                || replica.statements.isRetired(session)
                || !areSafe(transactions)) {
            return false;
        }
        replica.shortfalls.got(session.peer);
        return true;
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
    public Void columns(Message.Columns columns) {
        return null;
    }

    @Override
    public Void rulesChanged(Message.RulesChanged changed) {
        return null;
    }

    @Override
    public Void chains(Message.Chains chains) {
        replica.use.met(session, replica.meetings.there(session, chains, replica.vector, effects), now, effects);
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
