package org.multibusiness.sync.core.replica;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.schema.SchemaVersion;
import org.multibusiness.sync.api.storage.LogSlice;
import org.multibusiness.sync.core.stability.AckBook;
import org.multibusiness.sync.core.stability.Acknowledgement;
import org.multibusiness.sync.core.wire.Message;

/**
 * The replication state machine of one node. Every method takes an event and returns what is to be done about it; nothing
 * happens inside. One thread owns it.
 *
 * <p>Each side of a link subscribes with its vector, the nodes it hears directly, and credit; the other side streams what is
 * missing in its own log order. Received transactions wait until all that their authors had seen is held, and are applied in
 * batches, one batch at a time.
 */
public final class Replica {
    /** How often we repeat what we hold though it has not changed: others see that we are still there. */
    private static final Duration RENEWAL = Duration.ofMinutes(1);

    private final Identity self;
    private final ReplicaLimits limits;
    private final Map<Long, PeerSession> links = new LinkedHashMap<>();
    private final Map<NodeId, PeerSession> active = new LinkedHashMap<>();
    private final Reception reception;
    private final SteadyTime steady = new SteadyTime();
    private final AckBook book;
    private final Shortfalls shortfalls = new Shortfalls();

    private VersionVector vector;
    private VersionVector floor = VersionVector.EMPTY;
    private Instant stated = Instant.MIN;
    private SchemaVersion schema;
    private boolean paused;
    private boolean acknowledge;

    /** A replica that holds this vector and these tables, and has no links. */
    public Replica(Identity self, ReplicaLimits limits, VersionVector vector, SchemaVersion schema) {
        this.self = self;
        this.limits = limits;
        this.reception = new Reception(limits);
        this.book = new AckBook(self.origin());
        this.vector = vector;
        this.schema = schema;
    }

    /** A link came up: introduce ourselves. */
    public List<Effect> linkUp(long link, NodeId peer, boolean outgoing, Instant now) {
        links.put(link, new PeerSession(link, peer, outgoing, limits, steady.at(now)));
        return List.of(new Effect.Send(link, self.hello(schema, now, vector)));
    }

    /** A link went down: what came by it and waits is forgotten, and asked for elsewhere. */
    public List<Effect> linkDown(long link, Instant now) {
        List<Effect> effects = new ArrayList<>();
        PeerSession session = links.remove(link);
        reception.drop(link);
        if (session != null && active.remove(session.peer, session)) {
            subscribeAll(false, now, effects);
        }
        return effects;
    }

    /** A message arrived. */
    public List<Effect> received(long link, Message message, Instant now) {
        List<Effect> effects = new ArrayList<>();
        PeerSession session = links.get(link);
        if (session != null) {
            if (session.hello == null && !(message instanceof Message.Hello)) {
                effects.add(new Effect.Close(link, "the peer did not introduce itself"));
            } else {
                message.match(new Incoming(session, now, effects));
            }
        }
        return effects;
    }

    /** The log holds this now: local transactions were numbered. */
    public List<Effect> headMoved(VersionVector head, Instant now) {
        List<Effect> effects = new ArrayList<>();
        moveTo(head, effects);
        return effects;
    }

    /** A read that was asked for is here. */
    public List<Effect> sliceRead(long link, int subscription, LogSlice slice, Instant now) {
        List<Effect> effects = new ArrayList<>();
        moveTo(withOwn(slice), effects);
        PeerSession session = links.get(link);
        if (session != null) {
            session.sliceRead(subscription, slice).ifPresent(message -> {
                shortfalls.served(session.peer);
                send(session, message, now, effects);
            });
            pump(session, effects);
        }
        return effects;
    }

    /** A read that was asked for failed; it is asked for again with the next tick. */
    public void readFailed(long link, int subscription) {
        PeerSession session = links.get(link);
        if (session != null) {
            session.readFailed();
        }
    }

    /**
     * A read that was asked for can't be answered: the log begins later. It is tried again for the time of two heartbeats; then
     * the peer is told, and not served until it asks for something else.
     *
     * @param begins what the log does not hold any more
     */
    public List<Effect> readRefused(long link, int subscription, VersionVector begins, Instant now) {
        List<Effect> effects = new ArrayList<>();
        PeerSession session = links.get(link);
        if (session != null && session.readRefused(subscription, steady.at(now))) {
            send(session, new Message.Unserved(subscription, begins), now, effects);
            shortfalls.cannotServe(session.peer, begins, effects);
        }
        return effects;
    }

    /** The batch that was to be applied is applied; the log holds this now. */
    public List<Effect> applied(VersionVector head, Instant now) {
        List<Effect> effects = new ArrayList<>();
        acknowledge = true;
        moveTo(head, effects);
        reception.applied();
        giveCreditBack(now, effects);
        deliver(effects);
        giveCreditBack(now, effects);
        return effects;
    }

    /** The batch could not be applied; it is tried again after {@link ReplicaLimits#retry()}. */
    public void applyFailed(Instant now) {
        reception.failed(steady.at(now));
    }

    /** Time passed. To be called about four times a second. */
    public List<Effect> tick(Instant now) {
        List<Effect> effects = new ArrayList<>();
        if (!paused) {
            reception.retry(steady.at(now)).ifPresent(effects::add);
        }
        giveCreditBack(now, effects);
        for (PeerSession session : active.values()) {
            session.logGrew();
            pump(session, effects);
            if (acknowledge || !steady.at(now).isBefore(session.lastSent.plus(limits.heartbeat()))) {
                send(session, new Message.Heartbeat(now, vector), now, effects);
            }
            tell(session, now, effects);
            if (isStarved(session, now)) {
                session.gaps.reminded();
                subscribe(session, true, now, effects);
            }
        }
        acknowledge = false;
        return effects;
    }

    /** Stops or goes on sending and applying. */
    public List<Effect> pause(boolean pause) {
        paused = pause;
        List<Effect> effects = new ArrayList<>();
        active.values().forEach(session -> pump(session, effects));
        deliver(effects);
        return effects;
    }

    /** Asks every peer for everything that is missing. */
    public List<Effect> syncNow(Instant now) {
        List<Effect> effects = new ArrayList<>();
        subscribeAll(true, now, effects);
        return effects;
    }

    /** Our tables are these now. */
    public List<Effect> schemaIs(SchemaVersion tables, Instant now) {
        List<Effect> effects = new ArrayList<>();
        if (!tables.equals(schema)) {
            schema = tables;
            active.values().forEach(s -> send(s, new Message.SchemaChanged(tables), now, effects));
        }
        return effects;
    }

    /** What is held here. */
    public VersionVector vector() {
        return vector;
    }

    /** What each linked peer has acknowledged. */
    public Map<NodeId, VersionVector> acknowledged() {
        Map<NodeId, VersionVector> copy = new LinkedHashMap<>();
        active.forEach((peer, session) -> copy.put(peer, session.acknowledged));
        return copy;
    }

    /** These nodes held this when we were started: nothing is stable that one of them lacks. */
    public void recall(Map<NodeId, VersionVector> acknowledged) {
        acknowledged.forEach(book::recall);
    }

    /** Nothing of this node up to this incarnation is taken any more, for good; all others are told. */
    public void retire(OriginId origin) {
        book.retire(origin);
    }

    /** What every node that counts holds, and nothing that is concurrent with any of it can still arrive here. */
    public VersionVector stable() {
        return book.stable(vector);
    }

    /** The log begins after this: whoever wrote without knowing all of it is not taken. */
    public void floorIs(VersionVector begins) {
        floor = floor.join(begins);
    }

    /** With whom the log alone does not help any more: what happened and what to do. */
    public List<String> shortfalls() {
        return shortfalls.texts();
    }

    /** The link in use for each peer. */
    public Map<NodeId, Long> activeLinks() {
        Map<NodeId, Long> copy = new LinkedHashMap<>();
        active.forEach((peer, session) -> copy.put(peer, session.link));
        return copy;
    }

    /** A head can be older than the last one, when it was read before a batch was applied and arrives after. */
    private void moveTo(VersionVector head, List<Effect> effects) {
        VersionVector joined = vector.join(head);
        if (!joined.equals(vector)) {
            vector = joined;
            for (PeerSession session : active.values()) {
                session.logGrew();
                pump(session, effects);
            }
        }
    }

    /** What was read here is held here, though the head that says so may still be on its way; a peer may know it sooner. */
    private VersionVector withOwn(LogSlice slice) {
        VersionVector held = vector;
        for (ChangeTransaction transaction : slice.transactions()) {
            Dot dot = transaction.dot();
            if (dot.origin().equals(self.origin()) && !held.covers(dot)) {
                held = held.with(dot.origin(), dot.sequence());
            }
        }
        return held;
    }

    /** Passes on who said what, as often as a peer hears from us at least. */
    private void tell(PeerSession session, Instant now, List<Effect> effects) {
        Instant then = steady.at(now);
        if (!then.isBefore(session.lastTold.plus(limits.heartbeat()))) {
            session.lastTold = then;
            if (!book.own().vector().equals(vector) || !then.isBefore(stated.plus(RENEWAL))) {
                stated = then;
                book.state(self.origin(), vector, now.toEpochMilli());
            }
            List<Acknowledgement> news = session.feed.next(book);
            if (!news.isEmpty()) {
                // Beside the heartbeats, not instead of one.
                effects.add(new Effect.Send(session.link, new Message.Known(news)));
            }
        }
    }

    /** The peer holds something that we lack, and for the whole interval none of it could be applied. */
    private boolean isStarved(PeerSession session, Instant now) {
        Instant then = steady.at(now);
        session.gaps.look(vector, session.acknowledged, then);
        return !paused && !reception.isBusy() && session.gaps.isOverdue(then, limits.interval());
    }

    private void pump(PeerSession session, List<Effect> effects) {
        if (!paused) {
            session.nextRead(vector).ifPresent(effects::add);
        }
    }

    private void deliver(List<Effect> effects) {
        if (!paused) {
            reception.next(vector).ifPresent(effects::add);
        }
    }

    /** Also for what was held already and is not applied again: else a link that brings nothing new would fall silent. */
    private void giveCreditBack(Instant now, List<Effect> effects) {
        reception.owed().forEach((link, weight) -> {
            PeerSession session = links.get(link);
            if (session != null) {
                send(session, new Message.Credit(session.ownSubscription, weight), now, effects);
            }
        });
    }

    private void subscribeAll(boolean everything, Instant now, List<Effect> effects) {
        active.values().forEach(session -> subscribe(session, everything, now, effects));
    }

    /**
     * Asks a peer for what we lack: its own transactions and those of nodes we don't hear directly; everything as the safety
     * net, for then no mix of half streams can leave two of them waiting for each other.
     */
    private void subscribe(PeerSession session, boolean everything, Instant now, List<Effect> effects) {
        if (isRetired(session)) {
            return;
        }
        Set<NodeId> direct = new HashSet<>();
        direct.add(self.node());
        if (!everything) {
            direct.addAll(active.keySet());
            direct.remove(session.peer);
        }
        direct.addAll(shortfalls.unsafe());
        reception.drop(session.link);
        session.ownSubscription++;
        session.gaps.restart();
        send(
                session,
                new Message.Subscribe(session.ownSubscription, reception.expected(vector), direct, limits.window()),
                now,
                effects);
    }

    private boolean isRetired(PeerSession session) {
        return session.hello != null && book.isRetired(session.hello.origin());
    }

    private void send(PeerSession session, Message message, Instant now, List<Effect> effects) {
        session.lastSent = steady.at(now);
        effects.add(new Effect.Send(session.link, message));
    }

    /** Takes a peer into use, unless another link to it is better. Both sides decide alike. */
    private void activate(PeerSession session, Message.Hello hello, Instant now, List<Effect> effects) {
        PeerSession other = active.get(session.peer);
        if (other != null && !supersedes(session, hello, other)) {
            effects.add(new Effect.Close(session.link, "a link to " + session.peer + " is there already"));
            return;
        }
        if (other != null) {
            active.remove(session.peer);
            reception.drop(other.link);
            effects.add(new Effect.Close(other.link, "replaced by a newer link to " + session.peer));
        }
        active.put(session.peer, session);
        session.acknowledged = hello.vector();
        book.meet(hello.origin());
        shortfalls.met(hello.origin());
        effects.add(new Effect.PeerReady(session.link, hello));
        effects.add(new Effect.Acknowledged(session.peer, hello.vector()));
        subscribeAll(false, now, effects);
    }

    private boolean supersedes(PeerSession session, Message.Hello hello, PeerSession other) {
        if (other.hello != null && other.hello.startId() != hello.startId()) {
            return true;
        }
        NodeId dialler = session.dialler(self.node());
        NodeId otherDialler = other.dialler(self.node());
        return dialler.compareTo(otherDialler) <= 0;
    }

    /** Incoming messages of one link. */
    private final class Incoming implements Message.Handler<Void> {
        private final PeerSession session;
        private final Instant now;
        private final List<Effect> effects;

        Incoming(PeerSession session, Instant now, List<Effect> effects) {
            this.session = session;
            this.now = now;
            this.effects = effects;
        }

        @Override
        public Void hello(Message.Hello hello) {
            session.hello = hello;
            if (!hello.node().equals(session.peer)) {
                effects.add(new Effect.Close(session.link, "the peer calls itself " + hello.node()));
            } else if (hello.vector().sequence(self.origin()) > vector.sequence(self.origin())) {
                effects.add(
                        new Effect.Alarm(
                                "Node " + hello.name()
                                        + " holds newer changes of this node than this node's own database ("
                                        + hello.vector().sequence(self.origin()) + " to "
                                        + vector.sequence(self.origin())
                                        + "): the database was restored from a backup or is a clone. It is not synced, so that nothing is lost."));
                effects.add(
                        new Effect.Close(session.link, "this node's database is older than what the peer knows of it"));
            } else {
                activate(session, hello, now, effects);
            }
            return null;
        }

        @Override
        public Void subscribe(Message.Subscribe subscribe) {
            session.subscribed(subscribe);
            pump(session, effects);
            return null;
        }

        @Override
        public Void credit(Message.Credit credit) {
            session.credited(credit);
            pump(session, effects);
            return null;
        }

        @Override
        public Void transactions(Message.Transactions transactions) {
            if (transactions.subscription() == session.ownSubscription && active.get(session.peer) == session) {
                take(transactions.transactions());
            }
            return null;
        }

        private void take(List<ChangeTransaction> transactions) {
            if (!isRetired(session) && areSafe(transactions)) {
                shortfalls.got(session.peer);
                reception.offer(session.link, transactions);
                deliver(effects);
                giveCreditBack(now, effects);
            }
        }

        /** Whether what is new was written by somebody who knew all that our log does not hold any more. */
        private boolean areSafe(List<ChangeTransaction> transactions) {
            for (ChangeTransaction transaction : transactions) {
                if (!vector.covers(transaction.dot()) && !transaction.past().covers(floor)) {
                    shortfalls.cannotTake(transaction.dot().origin(), floor, effects);
                    Replica.this.subscribe(session, false, now, effects);
                    return false;
                }
            }
            return true;
        }

        @Override
        public Void heartbeat(Message.Heartbeat heartbeat) {
            if (!heartbeat.vector().equals(session.acknowledged)) {
                session.acknowledged = heartbeat.vector();
                session.gaps.look(vector, session.acknowledged, steady.at(now));
                effects.add(new Effect.Acknowledged(session.peer, heartbeat.vector()));
            }
            return null;
        }

        @Override
        public Void schemaChanged(Message.SchemaChanged changed) {
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
                if (book.heard(said) && !active.containsKey(author)) {
                    effects.add(new Effect.Acknowledged(author, said.vector()));
                }
            }
            return null;
        }

        @Override
        public Void unserved(Message.Unserved unserved) {
            if (unserved.subscription() == session.ownSubscription) {
                shortfalls.cannotGet(session.peer, unserved.floor(), effects);
            }
            return null;
        }
    }
}
