package org.multibusiness.sync.core.replica;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.multibusiness.sync.api.Branch;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.doctor.PeerSighting;
import org.multibusiness.sync.api.schema.SchemaVersion;
import org.multibusiness.sync.api.storage.ChainPoint;
import org.multibusiness.sync.api.storage.LogSlice;
import org.multibusiness.sync.api.storage.StagedPart;
import org.multibusiness.sync.core.wire.Message;
import org.multibusiness.sync.core.wire.TransactionWeight;

/**
 * The replication state machine of one node: events in, what is to be done about them out. One thread owns it.
 *
 * <p>Each side of a link subscribes with its vector, the nodes it hears directly, and credit; the other side streams what is
 * missing in its own log order. Received transactions wait until all that their authors had seen is held, and are applied in
 * batches, one batch at a time.
 */
public final class Replica {
    private final Identity self;
    private final ReplicaLimits limits;
    final Map<Long, PeerSession> links = new LinkedHashMap<>();
    final Map<NodeId, PeerSession> active = new LinkedHashMap<>();
    final Reception reception;
    final SteadyTime steady = new SteadyTime();
    final Statements statements;
    final Shortfalls shortfalls = new Shortfalls();
    private final PeerTalk talk = new PeerTalk();
    final Forks forks;
    final Meetings meetings;
    final Subscriptions subscriptions;
    final LinkUse use = new LinkUse(this);
    VersionVector vector;
    VersionVector floor = VersionVector.EMPTY;
    private SchemaVersion schema;
    private String rules = "";
    private boolean paused;
    private boolean full;
    private boolean acknowledge;

    /** A replica that holds this vector and these tables, knows of no branches, and has no links. */
    public Replica(Identity self, ReplicaLimits limits, VersionVector vector, SchemaVersion schema) {
        this(self, limits, vector, schema, Set.of());
    }

    /** A replica that holds this vector and these tables, has adopted these branches, and has no links. */
    public Replica(
            Identity self, ReplicaLimits limits, VersionVector vector, SchemaVersion schema, Set<Branch> branches) {
        this.forks = new Forks(branches);
        this.meetings = new Meetings(self, forks, shortfalls);
        this.self = self;
        this.limits = limits;
        this.reception = new Reception(limits);
        this.statements = new Statements(self, limits, steady);
        this.subscriptions = new Subscriptions(self, limits, active, reception, statements, shortfalls);
        this.vector = vector;
        this.schema = schema;
    }

    /** A link came up: introduce ourselves. */
    public List<Effect> linkUp(long link, NodeId peer, boolean outgoing, Instant now) {
        PeerSession session = new PeerSession(link, peer, outgoing, limits, steady, now);
        links.put(link, session);
        session.told = vector;
        return List.of(new Effect.Send(link, self.hello(now, vector, schema, rules, forks.adopted())));
    }

    /** A link went down: what came by it and waits is forgotten, and asked for elsewhere. */
    public List<Effect> linkDown(long link, Instant now) {
        List<Effect> effects = new ArrayList<>();
        PeerSession session = links.remove(link);
        reception.drop(link);
        if (session != null && active.remove(session.peer, session) && !forks.isPending()) {
            subscriptions.renewAll(false, vector, now, effects);
        }
        return effects;
    }

    /** A message arrived. */
    public List<Effect> received(long link, Message message, Instant now) {
        List<Effect> effects = new ArrayList<>();
        PeerSession session = links.get(link);
        if (session != null && !forks.isPending()) {
            if (session.hello == null && !(message instanceof Message.Hello)) {
                effects.add(new Effect.Close(link, "the peer did not introduce itself"));
            } else {
                message.match(new Incoming(this, session, now, effects));
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
        PeerSession session = links.get(link);
        if (session != null && !forks.isPending()) {
            moveTo(self.readBy(slice, vector), effects);
            session.sliceRead(subscription, slice).ifPresent(message -> {
                shortfalls.served(session.peer);
                session.send(message, now, effects);
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
            session.send(new Message.Unserved(subscription, begins), now, effects);
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
        if (forks.isPending()) {
            return effects;
        }
        subscriptions.giveCreditBack(links, now, effects);
        deliver(effects);
        subscriptions.giveCreditBack(links, now, effects);
        return effects;
    }

    /** A part of a large transaction is kept. */
    public List<Effect> staged(Effect.Stage stage, Instant now) {
        List<Effect> effects = new ArrayList<>();
        reception.kept(stage, vector);
        PeerSession session = links.get(stage.link());
        if (session != null && session.ownSubscription == stage.subscription()) {
            session.gaps.restart();
            reception.free(stage.link(), TransactionWeight.of(stage.part()));
        }
        if (!forks.isPending()) {
            deliver(effects);
            subscriptions.giveCreditBack(links, now, effects);
        }
        return effects;
    }

    /**
     * A part of a large transaction is not kept: it is asked for again after {@link ReplicaLimits#retry()}, and if it did not fit
     * all of the transaction.
     */
    public void stageFailed(Effect.Stage stage, boolean fits, Instant now) {
        reception.notKept(stage, fits);
        PeerSession session = links.get(stage.link());
        if (session != null) {
            session.askAgain = steady.at(now).plus(limits.retry());
        }
    }

    /** What is kept of large transactions since before this replica was made. To be called before the first link comes up. */
    public void recallStaged(Collection<StagedPart> kept) {
        kept.forEach(reception::recall);
    }

    /**
     * The batch that was to be applied was not: the author of one of its transactions had seen another history than ours. All
     * links are closed; who holds which history is found out when they are up again.
     */
    public List<Effect> strangeHistory(Dot dot) {
        reception.clear();
        List<Effect> effects = new ArrayList<>();
        for (PeerSession session : links.values()) {
            effects.add(new Effect.Close(session.link, "the author of " + dot + " had seen another history than ours"));
        }
        return effects;
    }

    /** What was to be read about the log's transactions is here. */
    public List<Effect> chainsRead(long link, int round, Map<Dot, ChainPoint> points, Instant now) {
        List<Effect> effects = new ArrayList<>();
        PeerSession session = links.get(link);
        if (forks.isPending()) {
            return effects;
        } else if (link == RestingHeads.NO_LINK) {
            meetings.heads().here(points, active.values(), now, effects);
        } else if (link == Statements.NO_LINK) {
            statements.read(points, now);
        } else if (session != null && session.comparison != null) {
            session.send(new Message.Chains(round, points), now, effects);
            use.met(session, meetings.here(session, points, vector, effects), now, effects);
        }
        return effects;
    }

    /** What was to be read about the log's transactions could not be read: the link has to begin anew. */
    public List<Effect> chainsFailed(long link) {
        if (link == RestingHeads.NO_LINK) {
            meetings.heads().failed();
        } else if (link == Statements.NO_LINK) {
            statements.failed();
        }
        return links.containsKey(link) ? List.of(new Effect.Close(link, "the log can't be read now")) : List.of();
    }

    /** The branches could not be adopted; it is tried again after {@link ReplicaLimits#retry()}. */
    public void adoptFailed(Instant now) {
        forks.failed(steady.at(now).plus(limits.retry()));
    }

    /** Our conflict rules are these now, by their fingerprint. */
    public List<Effect> rulesAre(String now, Instant at) {
        List<Effect> effects = new ArrayList<>();
        if (!now.equals(rules)) {
            active.values().forEach(s -> s.send(new Message.RulesChanged(now), at, effects));
        }
        rules = now;
        return effects;
    }

    /** The batch could not be applied; it is tried again after {@link ReplicaLimits#retry()}. */
    public void applyFailed(Instant now) {
        reception.failed(steady.at(now));
    }

    /** Time passed. To be called about four times a second. */
    public List<Effect> tick(Instant now) {
        List<Effect> effects = new ArrayList<>();
        Instant then = steady.at(now);
        reception.retry(then).ifPresent(effects::add);
        if (forks.isPending()) {
            forks.next(reception.isBusy(), then).ifPresent(effects::add);
            return effects;
        }
        subscriptions.giveCreditBack(links, now, effects);
        for (PeerSession session : active.values()) {
            session.logGrew();
            pump(session, effects);
            if (acknowledge || !then.isBefore(session.lastSent.plus(limits.heartbeat()))) {
                session.send(new Message.Heartbeat(now, vector), now, effects);
            }
            statements.tell(session, now, effects);
            if (session.isToAskAgain(then)) {
                subscriptions.renew(session, false, vector, now, effects);
            }
            session.gaps.look(vector, session.acknowledged, then);
            if (!reception.isHeld() && !reception.isBusy() && session.gaps.isOverdue(then, limits.interval())) {
                session.gaps.reminded();
                subscriptions.renew(session, true, vector, now, effects);
            }
        }
        acknowledge = false;
        if (!active.isEmpty()) {
            statements.look(vector, now).ifPresent(effects::add);
        }
        talk.tell(active.values(), then, now, effects);
        meetings.heads().look(vector, limits.heartbeat(), then).ifPresent(effects::add);
        return effects;
    }

    /** Stops or goes on sending and applying. */
    public List<Effect> pause(boolean pause) {
        paused = pause;
        reception.hold(paused || full);
        List<Effect> effects = new ArrayList<>();
        active.values().forEach(session -> pump(session, effects));
        deliver(effects);
        return effects;
    }

    /** Nothing more may be stored here, or again: what peers send waits with them; what is written here goes on to them. */
    public List<Effect> full(boolean noRoom) {
        full = noRoom;
        reception.hold(paused || full);
        List<Effect> effects = new ArrayList<>();
        deliver(effects);
        return effects;
    }

    /** Asks every peer for everything that is missing. */
    public List<Effect> syncNow(Instant now) {
        List<Effect> effects = new ArrayList<>();
        subscriptions.renewAll(true, vector, now, effects);
        return effects;
    }

    /** Our tables are these now. */
    public List<Effect> schemaIs(SchemaVersion tables, Instant now) {
        List<Effect> effects = new ArrayList<>();
        if (!tables.equals(schema)) {
            schema = tables;
            active.values().forEach(s -> s.send(new Message.SchemaChanged(tables), now, effects));
        }
        return effects;
    }

    /** Whom we know; linked peers are told with the next ticks. */
    public void peersAre(List<PeerSighting> sightings) {
        talk.know(sightings);
    }

    /** What is held here. */
    public VersionVector vector() {
        return vector;
    }

    /** What each linked peer holds, by what it said and what it sent. */
    public Map<NodeId, VersionVector> acknowledged() {
        return active.values().stream().collect(Collectors.toMap(session -> session.peer, PeerSession::holds));
    }

    /** These nodes were known when we were started: nothing is stable until each of them has said that it holds it. */
    public void recall(Map<NodeId, VersionVector> acknowledged) {
        acknowledged.forEach(statements.book()::recall);
    }

    /** Nothing of this node up to this incarnation is taken any more, for good; all others are told. */
    public void retire(OriginId origin) {
        statements.book().retire(origin);
    }

    /** What every node that counts holds, and nothing that is concurrent with any of it can still arrive here. */
    public VersionVector stable() {
        return statements.book().stable(vector);
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
        return active.values().stream().collect(Collectors.toMap(session -> session.peer, session -> session.link));
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

    void pump(PeerSession session, List<Effect> effects) {
        if (!paused && session.agreed && !forks.isPending()) {
            session.nextRead(vector).ifPresent(effects::add);
        }
    }

    void deliver(List<Effect> effects) {
        if (!forks.isPending()) {
            reception.next(vector).ifPresent(effects::add);
        }
    }
}
