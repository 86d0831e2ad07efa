package org.multibusiness.sync.core.replica;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.multibusiness.sync.core.replica.Bench.A;
import static org.multibusiness.sync.core.replica.Bench.C;
import static org.multibusiness.sync.core.replica.Bench.FROM_A;
import static org.multibusiness.sync.core.replica.Bench.FROM_B;
import static org.multibusiness.sync.core.replica.Bench.FROM_C;
import static org.multibusiness.sync.core.replica.Bench.NOON;
import static org.multibusiness.sync.core.replica.Bench.link;
import static org.multibusiness.sync.core.replica.Bench.ofKind;
import static org.multibusiness.sync.core.replica.Bench.replica;
import static org.multibusiness.sync.core.replica.Bench.said;
import static org.multibusiness.sync.core.replica.Bench.sent;
import static org.multibusiness.sync.core.replica.Bench.subscribe;
import static org.multibusiness.sync.core.replica.Bench.tick;
import static org.multibusiness.sync.core.replica.Bench.transaction;
import static org.multibusiness.sync.core.replica.Bench.transactions;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Test;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.core.log.Lineage;
import org.multibusiness.sync.core.stability.Acknowledgement;
import org.multibusiness.sync.core.wire.Message;

/** Node B in the middle of A and C: who holds what is passed on, and the log begins somewhere. */
public class ReplicaStabilityTest {
    private static final VersionVector HELD = VersionVector.EMPTY.with(FROM_B, 4);

    private final Replica replica = replica(HELD);

    @Test
    public void whatOnePeerSaidIsPassedOnToTheOther() {
        link(replica, 1, A, true);
        link(replica, 2, C, true);
        Acknowledgement said = said(FROM_C, 77, VersionVector.EMPTY.with(FROM_B, 3));
        replica.received(2, new Message.Known(List.of(said)), NOON);
        tick(replica, NOON);

        List<Effect> ticked = tick(replica, NOON.plusSeconds(3));

        List<Acknowledgement> toA = sent(Message.Known.class, 1, ticked).get(0).statements();
        assertTrue(toA.toString(), toA.contains(said));
        assertEquals(HELD, toA.get(toA.size() - 1).vector());
        List<Acknowledgement> toC = sent(Message.Known.class, 2, ticked).get(0).statements();
        assertTrue("not told back: " + toC, !toC.contains(said));
        assertEquals(List.of(), sent(Message.Known.class, 1, tick(replica, NOON.plusSeconds(6))));
        tick(replica, NOON.plusSeconds(60));
        assertEquals(
                1,
                sent(Message.Known.class, 1, tick(replica, NOON.plusSeconds(70)))
                        .size());
    }

    @Test
    public void whatAFarNodeHoldsIsRememberedOnce() {
        link(replica, 1, A, true);
        Message known = new Message.Known(List.of(said(FROM_C, 77, VersionVector.EMPTY.with(FROM_B, 3))));

        List<Effect> first = replica.received(1, known, NOON);
        List<Effect> again = replica.received(1, known, NOON);

        assertEquals(List.of(new Effect.Acknowledged(C, VersionVector.EMPTY.with(FROM_B, 3))), first);
        assertEquals(List.of(), again);
    }

    @Test
    public void nothingIsStableThatTheFarEndLacks() {
        link(replica, 1, A, true);
        Acknowledgement fromC = said(FROM_C, 1, VersionVector.EMPTY.with(FROM_B, 3));
        replica.received(1, new Message.Known(List.of(said(FROM_A, 1, HELD), fromC)), NOON);
        tick(replica, NOON);

        assertEquals(VersionVector.EMPTY.with(FROM_B, 3), replica.stable());
    }

    @Test
    public void whoIsRememberedFromBeforeHoldsBackUntilItIsHeard() {
        replica.recall(Map.of(C, VersionVector.EMPTY.with(FROM_B, 1)));
        link(replica, 1, A, true);
        replica.received(1, new Message.Known(List.of(said(FROM_A, 1, HELD))), NOON);
        tick(replica, NOON);
        assertEquals(VersionVector.EMPTY, replica.stable());

        replica.received(1, new Message.Known(List.of(said(FROM_C, 1, VersionVector.EMPTY.with(FROM_B, 1)))), NOON);
        tick(replica, NOON);

        assertEquals(VersionVector.EMPTY.with(FROM_B, 1), replica.stable());
    }

    @Test
    public void whatWasSaidOfAnotherHistoryOfOursIsNotCounted() {
        link(replica, 1, A, true);
        VersionVector held = VersionVector.EMPTY.with(FROM_B, 3);
        String other = Lineage.of(held, dot -> "another chain");
        replica.received(1, new Message.Known(List.of(new Acknowledgement(FROM_A, 1, held, Set.of(), other))), NOON);

        tick(replica, NOON);

        assertEquals(VersionVector.EMPTY, replica.stable());
    }

    @Test
    public void aRetirementIsStatedSoonThoughNothingElseIsNew() {
        link(replica, 1, A, true);
        tick(replica, NOON);
        tick(replica, NOON.plusSeconds(2));

        replica.retire(FROM_C);
        tick(replica, NOON.plusSeconds(20));
        List<Effect> said = tick(replica, NOON.plusSeconds(30));

        assertEquals(
                List.of(Set.of(FROM_C)),
                sent(Message.Known.class, 1, said).stream()
                        .flatMap(known -> known.statements().stream())
                        .filter(each -> each.author().equals(FROM_B))
                        .map(Acknowledgement::retired)
                        .toList());
    }

    @Test
    public void chainsThatCouldNotBeReadAreAskedForAgain() {
        link(replica, 1, A, true);
        replica.tick(NOON);
        assertEquals(List.of(), ofKind(Effect.ReadChains.class, replica.tick(NOON)));

        replica.chainsFailed(Statements.NO_LINK);

        assertEquals(1, ofKind(Effect.ReadChains.class, replica.tick(NOON)).size());
    }

    @Test
    public void aPeerBelowTheFloorIsToldWhenItStaysThere() {
        link(replica, 1, A, true);
        VersionVector floor = VersionVector.EMPTY.with(FROM_B, 2);
        replica.received(1, subscribe(5, VersionVector.EMPTY, 5_000), NOON);

        List<Effect> first = replica.readRefused(1, 5, floor, NOON);
        List<Effect> retried = replica.tick(NOON.plusSeconds(6));
        List<Effect> last = replica.readRefused(1, 5, floor, NOON.plusSeconds(6));

        assertEquals(List.of(), first);
        assertEquals(1, ofKind(Effect.Read.class, retried).size());
        assertEquals(List.of(new Message.Unserved(5, floor)), sent(Message.Unserved.class, 1, last));
        assertTrue(replica.shortfalls().get(0).contains("Node " + A + " needs a full sync"));
        assertEquals(List.of(), ofKind(Effect.Read.class, replica.tick(NOON.plusSeconds(7))));
    }

    @Test
    public void whatThePeerGotElsewhereIsNotReadForItAgain() {
        link(replica, 1, A, true);
        replica.received(1, subscribe(5, VersionVector.EMPTY, 5_000), NOON);
        replica.readRefused(1, 5, VersionVector.EMPTY.with(FROM_B, 2), NOON);
        replica.received(1, new Message.Heartbeat(NOON, VersionVector.EMPTY.with(FROM_B, 3)), NOON);

        Effect.Read read =
                ofKind(Effect.Read.class, replica.tick(NOON.plusSeconds(1))).get(0);

        assertEquals(VersionVector.EMPTY.with(FROM_B, 3), read.request().known());
        assertEquals(List.of(), replica.shortfalls());
    }

    @Test
    public void whoIsNotServedTellsTheOperatorUntilSomethingComes() {
        link(replica, 1, A, true);

        List<Effect> told = replica.received(1, new Message.Unserved(1, VersionVector.EMPTY.with(FROM_A, 9)), NOON);

        assertEquals(1, ofKind(Effect.Shortfall.class, told).size());
        assertTrue(replica.shortfalls().get(0).startsWith("This node needs a full sync"));
        replica.received(1, transactions(1, transaction(FROM_A, 1, VersionVector.EMPTY, 1)), NOON);
        assertEquals(List.of(), replica.shortfalls());
    }

    @Test
    public void whoWroteWithoutKnowingWhatIsPrunedIsNotTaken() {
        replica.floorIs(VersionVector.EMPTY.with(FROM_B, 2));
        link(replica, 1, A, true);

        List<Effect> effects =
                replica.received(1, transactions(1, transaction(FROM_A, 1, VersionVector.EMPTY, 1)), NOON);

        assertEquals(List.of(), ofKind(Effect.Apply.class, effects));
        assertEquals(Set.of(A), sent(Message.Subscribe.class, 1, effects).get(0).excluded());
        assertTrue(replica.shortfalls().get(0).startsWith("Changes of node " + FROM_A + " are not taken"));
        List<Effect> safe = replica.received(
                1, transactions(2, transaction(FROM_C, 1, VersionVector.EMPTY.with(FROM_B, 2), 1)), NOON);
        assertEquals(1, ofKind(Effect.Apply.class, safe).size());
    }

    @Test
    public void aRetiredNodeIsAskedForNothing() {
        replica.retire(FROM_A);

        List<Effect> effects = link(replica, 1, A, true);
        List<Effect> offered =
                replica.received(1, transactions(0, transaction(FROM_A, 1, VersionVector.EMPTY, 1)), NOON);

        assertEquals(List.of(), sent(Message.Subscribe.class, 1, effects));
        assertEquals(List.of(), offered);
    }
}
