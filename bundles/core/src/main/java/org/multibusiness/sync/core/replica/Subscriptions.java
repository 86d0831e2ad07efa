package org.multibusiness.sync.core.replica;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.core.wire.Message;

/** What we ask peers for. Not thread-safe. */
final class Subscriptions {
    /** Above every number of a transaction. */
    static final long NEVER_LACKED = Long.MAX_VALUE / 2;

    private final Identity self;
    private final ReplicaLimits limits;
    private final Map<NodeId, PeerSession> active;
    private final Reception reception;
    private final Statements statements;
    private final Shortfalls shortfalls;

    /** Over the replica's own sessions and reception. */
    Subscriptions(
            Identity self,
            ReplicaLimits limits,
            Map<NodeId, PeerSession> active,
            Reception reception,
            Statements statements,
            Shortfalls shortfalls) {
        this.statements = statements;
        this.shortfalls = shortfalls;
        this.self = self;
        this.limits = limits;
        this.active = active;
        this.reception = reception;
    }

    /** Asks every peer. */
    void renewAll(boolean everything, VersionVector held, Instant now, List<Effect> effects) {
        active.values().forEach(session -> renew(session, everything, held, now, effects));
    }

    /**
     * Asks a peer for what we lack: its own transactions and those of nodes we don't hear directly; everything as the safety
     * net, for then no mix of half streams can leave two of them waiting for each other. What we number ourselves we never
     * lack; what we numbered under former origins can be lost, and the peers have it.
     */
    void renew(PeerSession session, boolean everything, VersionVector held, Instant now, List<Effect> effects) {
        if (statements.isRetired(session)) {
            return;
        }
        Set<NodeId> direct = new HashSet<>();
        if (!everything) {
            direct.addAll(active.keySet());
            direct.remove(session.peer);
        }
        direct.addAll(shortfalls.unsafe());
        reception.drop(session.link);
        session.ownSubscription++;
        session.gaps.restart();
        VersionVector wanted = reception.expected(held).with(self.origin(), NEVER_LACKED);
        Message.Hello hello = session.hello;
        Map<Dot, Long> begun = hello == null ? Map.of() : reception.begun(session.peer, hello.startId());
        session.send(
                new Message.Subscribe(session.ownSubscription, wanted, direct, limits.window(), begun), now, effects);
    }

    /** Also for what was held already and is not applied again: else a link that brings nothing new would fall silent. */
    void giveCreditBack(Map<Long, PeerSession> links, Instant now, List<Effect> effects) {
        reception.owed().forEach((link, weight) -> {
            PeerSession session = links.get(link);
            if (session != null) {
                session.send(new Message.Credit(session.ownSubscription, weight), now, effects);
            }
        });
    }
}
