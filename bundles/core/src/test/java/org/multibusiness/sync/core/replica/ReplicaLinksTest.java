package org.multibusiness.sync.core.replica;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.multibusiness.sync.core.replica.Bench.A;
import static org.multibusiness.sync.core.replica.Bench.B;
import static org.multibusiness.sync.core.replica.Bench.C;
import static org.multibusiness.sync.core.replica.Bench.FROM_B;
import static org.multibusiness.sync.core.replica.Bench.NOON;
import static org.multibusiness.sync.core.replica.Bench.hello;
import static org.multibusiness.sync.core.replica.Bench.link;
import static org.multibusiness.sync.core.replica.Bench.ofKind;
import static org.multibusiness.sync.core.replica.Bench.replica;
import static org.multibusiness.sync.core.replica.Bench.sent;
import static org.multibusiness.sync.core.replica.Bench.transactions;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.Test;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.schema.SchemaVersion;
import org.multibusiness.sync.core.wire.Message;

/** Who is in use, by which link. */
public class ReplicaLinksTest {
    private final Replica replica = replica(VersionVector.EMPTY.with(FROM_B, 4));

    @Test
    public void aLinkBeginsWithOurIntroduction() {
        Message.Hello hello =
                sent(Message.Hello.class, 1, replica.linkUp(1, A, true, NOON)).get(0);

        assertEquals(B, hello.node());
        assertEquals(VersionVector.EMPTY.with(FROM_B, 4), hello.vector());
        assertEquals(Map.of(), replica.activeLinks());
    }

    @Test
    public void anIntroducedPeerIsInUseAndAskedForWhatWeLack() {
        List<Effect> effects = link(replica, 1, A, true);

        assertEquals(A, ofKind(Effect.PeerReady.class, effects).get(0).hello().node());
        Message.Subscribe subscribe = sent(Message.Subscribe.class, 1, effects).get(0);
        assertEquals(
                "nobody sends us what we number ourselves",
                VersionVector.EMPTY.with(FROM_B, Subscriptions.NEVER_LACKED),
                subscribe.vector());
        assertEquals(Set.of(), subscribe.excluded());
        assertEquals(Bench.LIMITS.window(), subscribe.credit());
        assertEquals(Map.of(A, 1L), replica.activeLinks());
    }

    @Test
    public void eachPeerIsAskedForAllButThoseThatWeHearDirectly() {
        link(replica, 1, A, true);

        List<Effect> effects = link(replica, 2, C, true);

        assertEquals(Set.of(C), sent(Message.Subscribe.class, 1, effects).get(0).excluded());
        assertEquals(Set.of(A), sent(Message.Subscribe.class, 2, effects).get(0).excluded());
        assertEquals(
                Set.of(),
                sent(Message.Subscribe.class, 1, replica.linkDown(2, NOON))
                        .get(0)
                        .excluded());
    }

    @Test
    public void aPeerThatDoesNotIntroduceItselfIsSentAway() {
        replica.linkUp(1, A, true, NOON);

        List<Effect> effects = replica.received(1, new Message.Heartbeat(NOON, VersionVector.EMPTY), NOON);

        assertEquals(1, ofKind(Effect.Close.class, effects).size());
        assertEquals(Map.of(), replica.activeLinks());
    }

    @Test
    public void aPeerThatCallsItselfOtherThanItProvedToBeIsSentAway() {
        replica.linkUp(1, A, true, NOON);

        List<Effect> effects = replica.received(1, hello(C, 1, VersionVector.EMPTY), NOON);

        assertTrue(ofKind(Effect.Close.class, effects).get(0).reason().contains(C.value()));
        assertEquals(Map.of(), replica.activeLinks());
    }

    @Test
    public void ofTwoLinksTheOneThatTheSmallerNodeDialledStays() {
        link(replica, 1, A, false);
        List<Effect> oursLater = link(replica, 2, A, true);

        assertEquals(2, ofKind(Effect.Close.class, oursLater).get(0).link());
        assertEquals(Map.of(A, 1L), replica.activeLinks());

        Replica other = replica(VersionVector.EMPTY);
        link(other, 1, A, true);
        List<Effect> theirsLater = link(other, 2, A, false);

        assertEquals(1, ofKind(Effect.Close.class, theirsLater).get(0).link());
        assertEquals(Map.of(A, 2L), other.activeLinks());
    }

    @Test
    public void aRestartedPeersNewLinkReplacesItsOldOneWhoeverDialled() {
        link(replica, 1, A, false);
        replica.linkUp(2, A, true, NOON);

        List<Effect> effects = replica.received(2, hello(A, 99, VersionVector.EMPTY), NOON);

        assertEquals(1, ofKind(Effect.Close.class, effects).get(0).link());
        assertEquals(Map.of(A, 2L), replica.activeLinks());
        assertEquals("the old one's end changes nothing", List.of(), replica.linkDown(1, NOON));
        assertEquals(Map.of(A, 2L), replica.activeLinks());
    }

    @Test
    public void aGoodbyeClosesTheLink() {
        link(replica, 1, A, true);

        List<Effect> effects = replica.received(1, new Message.Goodbye("maintenance"), NOON);

        assertEquals(List.of(new Effect.Close(1, "maintenance")), effects);
    }

    @Test
    public void messagesOfUnknownLinksAreIgnored() {
        assertEquals(List.of(), replica.received(9, hello(A, 1, VersionVector.EMPTY), NOON));
        assertEquals(List.of(), replica.linkDown(9, NOON));
    }

    @Test
    public void aPeerHearsFromUsEveryHeartbeat() {
        link(replica, 1, A, true);

        assertEquals(List.of(), ofKind(Effect.Send.class, replica.tick(NOON.plusMillis(2_999))));
        Message.Heartbeat heartbeat = sent(Message.Heartbeat.class, 1, replica.tick(NOON.plusMillis(3_000)))
                .get(0);
        assertEquals(VersionVector.EMPTY.with(FROM_B, 4), heartbeat.vector());
        assertEquals(List.of(), ofKind(Effect.Send.class, replica.tick(NOON.plusMillis(3_250))));
    }

    @Test
    public void whatAPeerHoldsIsRememberedAndToldOnce() {
        link(replica, 1, A, true);
        VersionVector held = VersionVector.EMPTY.with(FROM_B, 3);

        List<Effect> effects = replica.received(1, new Message.Heartbeat(NOON, held), NOON);

        assertEquals(List.of(new Effect.Acknowledged(A, held)), effects);
        assertEquals(List.of(), replica.received(1, new Message.Heartbeat(NOON, held), NOON));
        assertEquals(Map.of(A, held), replica.acknowledged());
    }

    @Test
    public void changedTablesAreToldOnceToEveryPeer() {
        link(replica, 1, A, true);
        link(replica, 2, C, true);
        SchemaVersion tables = new SchemaVersion(new TreeMap<>(Map.of(new TableName("public", "t"), "f")));

        List<Effect> effects = replica.schemaIs(tables, NOON);

        assertEquals(1, sent(Message.SchemaChanged.class, 1, effects).size());
        assertEquals(1, sent(Message.SchemaChanged.class, 2, effects).size());
        assertEquals(List.of(), replica.schemaIs(tables, NOON));
        assertEquals(
                tables,
                sent(Message.Hello.class, 3, replica.linkUp(3, A, true, NOON))
                        .get(0)
                        .schema());
    }

    @Test
    public void aPeerThatHoldsWhatWeLackAndStaysSilentIsAskedForEverything() {
        link(replica, 1, A, true);
        link(replica, 2, C, true);
        replica.received(1, new Message.Heartbeat(NOON, VersionVector.EMPTY.with(Bench.FROM_C, 1)), NOON);
        Duration interval = Bench.LIMITS.interval();

        List<Effect> before = replica.tick(NOON.plus(interval));
        List<Effect> after = replica.tick(NOON.plus(interval).plusMillis(1));

        assertEquals(List.of(), sent(Message.Subscribe.class, 1, before));
        assertEquals(Set.of(), sent(Message.Subscribe.class, 1, after).get(0).excluded());
        assertEquals("C holds nothing new", List.of(), sent(Message.Subscribe.class, 2, after));
    }

    @Test
    public void aPeerWhoseTalkCannotBeAppliedIsAskedForEverythingToo() {
        link(replica, 1, A, true);
        link(replica, 2, C, true);
        VersionVector fromC = VersionVector.EMPTY.with(Bench.FROM_C, 1);
        replica.received(1, new Message.Heartbeat(NOON, fromC), NOON);
        List<Effect> effects = new ArrayList<>();
        for (int second = 1; second <= 31; second++) {
            Instant now = NOON.plusSeconds(second);
            effects.addAll(
                    replica.received(1, transactions(2, Bench.transaction(Bench.FROM_A, second, fromC, 1)), now));
            effects.addAll(replica.tick(now));
        }

        assertEquals(Set.of(), sent(Message.Subscribe.class, 1, effects).get(0).excluded());
        assertEquals(List.of(), ofKind(Effect.Apply.class, effects));
    }

    @Test
    public void syncNowAsksEverybodyForEverything() {
        link(replica, 1, A, true);
        link(replica, 2, C, true);

        List<Effect> effects = replica.syncNow(NOON);

        assertEquals(Set.of(), sent(Message.Subscribe.class, 1, effects).get(0).excluded());
        assertEquals(Set.of(), sent(Message.Subscribe.class, 2, effects).get(0).excluded());
    }
}
