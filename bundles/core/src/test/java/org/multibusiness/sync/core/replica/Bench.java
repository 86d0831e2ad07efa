package org.multibusiness.sync.core.replica;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.Operation;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.schema.SchemaVersion;
import org.multibusiness.sync.api.storage.ChainPoint;
import org.multibusiness.sync.core.log.Lineage;
import org.multibusiness.sync.core.stability.Acknowledgement;
import org.multibusiness.sync.core.wire.Message;

/** Names and small makers for the tests of this package. Node B is the one under test; A is less, C is greater. */
final class Bench {
    static final NodeId A = new NodeId("aaaaaaaaaaaaaaaa");
    static final NodeId B = new NodeId("bbbbbbbbbbbbbbbb");
    static final NodeId C = new NodeId("cccccccccccccccc");
    static final OriginId FROM_A = new OriginId(A, 1);
    static final OriginId FROM_B = new OriginId(B, 1);
    static final OriginId FROM_C = new OriginId(C, 1);
    static final Instant NOON = Instant.parse("2026-07-29T12:00:00Z");
    static final ReplicaLimits LIMITS = new ReplicaLimits(
            2, 8, 2_000, 1_000, Duration.ofSeconds(3), Duration.ofSeconds(30), Duration.ofMillis(500));

    private static final TableLayout LAYOUT =
            new TableLayout(new TableName("public", "t"), List.of(new ColumnLayout("id", "bigint", true, false)));

    private Bench() {}

    static Replica replica(VersionVector held) {
        Identity self = new Identity(B, "branch b", 7, FROM_B, "1.0.0", List.of("sync-v1"));
        return new Replica(self, LIMITS, held, SchemaVersion.EMPTY);
    }

    static Message.Hello hello(NodeId node, long startId, VersionVector held) {
        return hello(node, startId, held, List.of());
    }

    static Message.Hello hello(NodeId node, long startId, VersionVector held, List<String> capabilities) {
        OriginId origin = new OriginId(node, 1);
        return new Message.Hello(
                1, node, "peer", startId, origin, "1.0.0", capabilities, SchemaVersion.EMPTY, NOON, held, "", Set.of());
    }

    /** The peer is linked and introduced; returns what followed. */
    static List<Effect> link(Replica replica, long link, NodeId peer, boolean outgoing) {
        replica.linkUp(link, peer, outgoing, NOON);
        return replica.received(link, hello(peer, 1, VersionVector.EMPTY), NOON);
    }

    static Message.Subscribe subscribe(int number, VersionVector held, long credit) {
        return new Message.Subscribe(number, held, Set.of(), credit);
    }

    static ChangeTransaction transaction(OriginId origin, long sequence, VersionVector past, int changes) {
        RowChange change = new RowChange(Operation.INSERT, LAYOUT, null, new RowImage(Arrays.asList("1")));
        return new ChangeTransaction(
                new Dot(origin, sequence),
                past.with(origin, sequence - 1),
                new HybridTimestamp(sequence),
                NOON,
                "chain",
                Collections.nCopies(changes, change));
    }

    static Message.Transactions transactions(int subscription, ChangeTransaction... transactions) {
        return new Message.Transactions(subscription, List.of(transactions));
    }

    /** The chain of every transaction, in the one history that all hold. */
    static String chain(Dot dot) {
        return "chain of " + dot;
    }

    /** A statement by somebody who holds that history. */
    static Acknowledgement said(OriginId author, long stamp, VersionVector vector) {
        return new Acknowledgement(author, stamp, vector, Set.of(), Lineage.of(vector, Bench::chain));
    }

    /** Time passes, and the log answers what is asked for statements; returns what followed. */
    static List<Effect> tick(Replica replica, Instant now) {
        List<Effect> effects = new ArrayList<>(replica.tick(now));
        for (Effect.ReadChains read : ofKind(Effect.ReadChains.class, List.copyOf(effects))) {
            if (read.link() == Statements.NO_LINK) {
                Map<Dot, ChainPoint> points = new HashMap<>();
                read.dots().forEach(dot -> points.put(dot, new ChainPoint(chain(dot), new HybridTimestamp(1))));
                effects.addAll(replica.chainsRead(read.link(), read.round(), points, now));
            }
        }
        return effects;
    }

    /** The effects of one kind. */
    static <E extends Effect> List<E> ofKind(Class<E> kind, List<Effect> effects) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The messages of one kind that are sent on a link. */
    static <M extends Message> List<M> sent(Class<M> kind, long link, List<Effect> effects) {
        return ofKind(Effect.Send.class, effects).stream()
                .filter(send -> send.link() == link)
                .map(Effect.Send::message)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }
}
