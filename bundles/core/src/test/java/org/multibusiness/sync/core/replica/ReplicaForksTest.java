package org.multibusiness.sync.core.replica;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.multibusiness.sync.core.replica.Bench.A;
import static org.multibusiness.sync.core.replica.Bench.C;
import static org.multibusiness.sync.core.replica.Bench.FROM_A;
import static org.multibusiness.sync.core.replica.Bench.FROM_B;
import static org.multibusiness.sync.core.replica.Bench.NOON;
import static org.multibusiness.sync.core.replica.Bench.hello;
import static org.multibusiness.sync.core.replica.Bench.link;
import static org.multibusiness.sync.core.replica.Bench.ofKind;
import static org.multibusiness.sync.core.replica.Bench.sent;
import static org.multibusiness.sync.core.replica.Bench.transactions;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Test;
import org.multibusiness.sync.api.Branch;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.schema.SchemaVersion;
import org.multibusiness.sync.api.storage.ChainPoint;
import org.multibusiness.sync.api.storage.LogSlice;
import org.multibusiness.sync.core.wire.Message;

/** Two histories under one origin: what the replica asks for, and what it no longer does. */
public class ReplicaForksTest {
    private static final VersionVector FOUR = VersionVector.EMPTY.with(FROM_B, 4);
    private static final Dot LAST = new Dot(FROM_B, 4);
    private static final ChainPoint OLDER = new ChainPoint("a".repeat(32), new HybridTimestamp(1));
    private static final ChainPoint YOUNGER = new ChainPoint("b".repeat(32), new HybridTimestamp(2));

    private final Replica replica = Bench.replica(FOUR);

    @Test
    public void aPeerIsUsedWhenBothShowedTheSameHistory() {
        replica.linkUp(1, A, true, NOON);
        List<Effect> met = replica.received(1, hello(A, 1, FOUR), NOON);

        assertEquals(List.of(new Effect.ReadChains(1, 0, Set.of(LAST))), met);
        List<Effect> shown = replica.chainsRead(1, 0, Map.of(LAST, OLDER), NOON);
        assertEquals(Map.of(), replica.activeLinks());
        replica.received(1, new Message.Chains(0, Map.of(LAST, OLDER)), NOON);

        assertEquals(
                Map.of(LAST, OLDER), sent(Message.Chains.class, 1, shown).get(0).points());
        assertEquals(Map.of(A, 1L), replica.activeLinks());
    }

    @Test
    public void aPeerThatNamesPointsOutOfTurnIsSentAway() {
        replica.linkUp(1, A, true, NOON);
        replica.received(1, hello(A, 1, FOUR), NOON);

        List<Effect> effects = replica.received(1, new Message.Chains(3, Map.of()), NOON);

        assertEquals(1, ofKind(Effect.Close.class, effects).size());
    }

    @Test
    public void ofTwoHistoriesTheYoungerGetsAnOriginOfItsOwnAndTheOperatorIsTold() {
        List<Effect> effects = fork();

        Branch branch = new Branch(Bench.B, YOUNGER.chain());
        List<Effect> adopt = ofKind(Effect.class, effects).stream()
                .filter(Effect.Adopt.class::isInstance)
                .toList();
        assertEquals(List.of(new Effect.Adopt(Set.of(branch), 0)), adopt);
        String alarm = ofKind(Effect.Alarm.class, effects).get(0).text();
        assertTrue(alarm, alarm.contains("from number 1 on") && alarm.contains("restored from a backup or copied"));
    }

    /** Both hold transactions 1 to 4 of our origin, and not one of them is the same. */
    private List<Effect> fork() {
        replica.linkUp(1, A, true, NOON);
        replica.received(1, hello(A, 1, FOUR), NOON);
        replica.chainsRead(1, 0, Map.of(LAST, OLDER), NOON);
        List<Effect> next = replica.received(1, new Message.Chains(0, Map.of(LAST, YOUNGER)), NOON);
        Set<Dot> asked = ofKind(Effect.ReadChains.class, next).get(0).dots();
        assertTrue(Set.of(dot(1), dot(2), dot(3)).containsAll(asked));
        replica.chainsRead(1, 1, Map.of(dot(3), OLDER, dot(2), OLDER), NOON);
        List<Effect> narrowed =
                replica.received(1, new Message.Chains(1, Map.of(dot(3), YOUNGER, dot(2), YOUNGER)), NOON);
        assertEquals(
                Set.of(dot(1)), ofKind(Effect.ReadChains.class, narrowed).get(0).dots());
        replica.chainsRead(1, 2, Map.of(dot(1), OLDER), NOON);
        return replica.received(1, new Message.Chains(2, Map.of(dot(1), YOUNGER)), NOON);
    }

    private static Dot dot(long sequence) {
        return new Dot(FROM_B, sequence);
    }

    @Test
    public void whoMustAdoptDoesNothingElse() {
        link(replica, 2, C, true);
        replica.received(2, Bench.subscribe(1, VersionVector.EMPTY, 5_000), NOON);
        fork();

        LogSlice slice = new LogSlice(List.of(Bench.transaction(FROM_B, 4, FOUR, 1)), 4, false);
        assertEquals("no names of before go out", List.of(), replica.sliceRead(2, 1, slice, NOON));
        assertEquals(List.of(), replica.received(2, hello(C, 1, VersionVector.EMPTY), NOON));
        assertEquals(List.of(), replica.headMoved(FOUR.with(FROM_B, 5), NOON));
        assertEquals(List.of(), replica.tick(NOON.plusSeconds(100)));
        assertEquals(List.of(), replica.linkDown(2, NOON));
    }

    @Test
    public void whatIsBeingAppliedEndsFirst() {
        link(replica, 2, C, true);
        replica.received(2, transactions(1, Bench.transaction(Bench.FROM_C, 1, VersionVector.EMPTY, 1)), NOON);

        assertEquals(List.of(), ofKind(Effect.Adopt.class, fork()));
        List<Effect> applied = replica.applied(FOUR.with(Bench.FROM_C, 1), NOON);

        assertEquals(List.of(), applied);
        assertEquals(1, ofKind(Effect.Adopt.class, replica.tick(NOON)).size());
    }

    @Test
    public void aFailedAdoptionComesAgain() {
        fork();

        replica.adoptFailed(NOON);

        assertEquals(List.of(), replica.tick(NOON.plusMillis(499)));
        assertEquals(1, replica.tick(NOON.plusMillis(500)).size());
    }

    @Test
    public void branchesOfAPeerAreAdoptedBeforeItIsUsed() {
        Branch branch = new Branch(C, YOUNGER.chain());
        replica.linkUp(1, A, true, NOON);
        Message.Hello plain = hello(A, 1, VersionVector.EMPTY);

        List<Effect> effects = replica.received(1, with(plain, Set.of(branch)), NOON);

        assertEquals(List.of(new Effect.Adopt(Set.of(branch), 0)), effects);
    }

    private static Message.Hello with(Message.Hello h, Set<Branch> branches) {
        return new Message.Hello(
                h.protocol(),
                h.node(),
                h.name(),
                h.startId(),
                h.origin(),
                h.version(),
                h.capabilities(),
                h.schema(),
                h.clock(),
                h.vector(),
                h.rules(),
                branches);
    }

    @Test
    public void aPeerThatLacksABranchIsNotUsedUntilItHasIt() {
        Branch branch = new Branch(C, YOUNGER.chain());
        Identity self = new Identity(Bench.B, "branch b", 7, FROM_B, "1.0.0", List.of());
        Replica knowing = new Replica(self, Bench.LIMITS, FOUR, SchemaVersion.EMPTY, Set.of(branch));

        assertEquals(List.of(), link(knowing, 1, A, true));

        assertEquals(Map.of(), knowing.activeLinks());
        knowing.linkUp(2, A, true, NOON);
        knowing.received(2, with(hello(A, 1, VersionVector.EMPTY), Set.of(branch)), NOON);
        assertEquals(Map.of(A, 2L), knowing.activeLinks());
    }

    @Test
    public void aPeerThatKnowsMoreOfUsThanWeDoMakesUsWriteUnderANewOrigin() {
        replica.linkUp(1, A, true, NOON);
        VersionVector theirs = VersionVector.EMPTY.with(FROM_B, 5).with(new OriginId(Bench.B, 2), 1);
        replica.received(1, hello(A, 1, theirs), NOON);
        replica.chainsRead(1, 0, Map.of(LAST, OLDER), NOON);

        List<Effect> effects = replica.received(1, new Message.Chains(0, Map.of(LAST, OLDER)), NOON);

        String alarm = ofKind(Effect.Alarm.class, effects).get(0).text();
        assertTrue(alarm, alarm.contains("5 to 4"));
        assertEquals(
                "2 is in use somewhere",
                List.of(new Effect.Adopt(Set.of(), 3)),
                List.of(effects.get(effects.size() - 1)));
        assertEquals(Map.of(), replica.activeLinks());
    }

    @Test
    public void aPeerThatLearnsMoreOfUsLaterMakesUsWriteUnderANewOriginToo() {
        link(replica, 1, A, true);

        List<Effect> effects =
                replica.received(1, new Message.Heartbeat(NOON, VersionVector.EMPTY.with(FROM_B, 5)), NOON);

        assertEquals(1, ofKind(Effect.Adopt.class, effects).size());
    }

    @Test
    public void aTransactionWhoseAuthorHadSeenAnotherHistoryIsDroppedAndAllBeginsAnew() {
        link(replica, 1, A, true);
        link(replica, 2, C, true);
        replica.received(1, transactions(2, Bench.transaction(FROM_A, 1, VersionVector.EMPTY, 1)), NOON);

        List<Effect> effects = replica.strangeHistory(new Dot(FROM_A, 1));

        assertEquals(2, ofKind(Effect.Close.class, effects).size());
        assertEquals(List.of(), ofKind(Effect.Apply.class, replica.tick(NOON.plusSeconds(60))));
    }

    @Test
    public void aServerAndItsCopyDoNotTakeTurnsForEver() {
        link(replica, 1, A, true);
        replica.linkUp(2, A, true, NOON);
        replica.received(2, hello(A, 2, VersionVector.EMPTY), NOON);
        replica.linkUp(3, A, true, NOON);

        List<Effect> back = replica.received(3, hello(A, 1, VersionVector.EMPTY), NOON.plusSeconds(11));

        assertEquals(3, ofKind(Effect.Close.class, back).get(0).link());
        assertEquals(List.of(new Effect.Twins(A, "peer", 2, 3)), ofKind(Effect.Twins.class, back));
        assertEquals(Map.of(A, 2L), replica.activeLinks());
    }

    @Test
    public void aLateGreetingOfAStartThatIsOverIsNoTwin() {
        link(replica, 1, A, true);
        replica.linkUp(2, A, true, NOON);
        replica.received(2, hello(A, 2, VersionVector.EMPTY), NOON);
        replica.linkUp(3, A, true, NOON);

        List<Effect> late = replica.received(3, hello(A, 1, VersionVector.EMPTY), NOON.plusSeconds(9));

        assertEquals(List.of(), ofKind(Effect.Twins.class, late));
        assertEquals(Map.of(A, 2L), replica.activeLinks());
    }

    @Test
    public void nodesAtRestShowTheirLastTransactionsAndPartWhenTheyDiffer() {
        link(replica, 1, A, true);
        replica.tick(NOON);
        List<Effect> asked = ofRest(replica.tick(NOON.plusSeconds(3)));
        assertEquals(List.of(new Effect.ReadChains(RestingHeads.NO_LINK, RestingHeads.ROUND, Set.of(LAST))), asked);

        List<Effect> shown =
                replica.chainsRead(RestingHeads.NO_LINK, RestingHeads.ROUND, Map.of(LAST, OLDER), NOON.plusSeconds(3));
        assertEquals(1, sent(Message.Chains.class, 1, shown).size());
        List<Effect> same = replica.received(1, new Message.Chains(RestingHeads.ROUND, Map.of(LAST, OLDER)), NOON);
        List<Effect> other = replica.received(1, new Message.Chains(RestingHeads.ROUND, Map.of(LAST, YOUNGER)), NOON);

        assertEquals(List.of(), same);
        assertEquals(1, ofKind(Effect.Close.class, other).size());
        assertEquals("once", List.of(), ofRest(replica.tick(NOON.plusSeconds(60))));
    }

    private static List<Effect> ofRest(List<Effect> effects) {
        return ofKind(Effect.ReadChains.class, effects).stream()
                .filter(read -> read.link() == RestingHeads.NO_LINK)
                .map(Effect.class::cast)
                .toList();
    }

    @Test
    public void historiesThatPartedBelowAFloorAreNotMixedAndBothOperatorsAreTold() {
        replica.linkUp(1, A, true, NOON);
        replica.received(1, hello(A, 1, FOUR), NOON);
        replica.chainsRead(1, 0, Map.of(LAST, OLDER), NOON);
        replica.received(1, new Message.Chains(0, Map.of(LAST, YOUNGER)), NOON);
        replica.chainsRead(1, 1, Map.of(), NOON);

        List<Effect> effects = replica.received(1, new Message.Chains(1, Map.of(dot(3), YOUNGER)), NOON);

        assertEquals(List.of(), ofKind(Effect.Adopt.class, effects));
        String text = ofKind(Effect.Shortfall.class, effects).get(0).text();
        assertTrue(text, text.contains("from number 4 on or before") && text.contains("Take a full sync"));
        assertEquals(List.of(text), replica.shortfalls());
        assertEquals(Map.of(), replica.activeLinks());

        replica.linkDown(1, NOON);
        link(replica, 2, A, true);
        assertEquals("after the full sync", List.of(), replica.shortfalls());
    }

    @Test
    public void aForkThatAdoptingTheBranchDidNotHealIsNotTakenForAgreement() {
        Branch branch = new Branch(Bench.B, YOUNGER.chain());
        Identity self = new Identity(Bench.B, "branch b", 7, FROM_B, "1.0.0", List.of());
        VersionVector one = VersionVector.EMPTY.with(FROM_B, 1);
        Replica knowing = new Replica(self, Bench.LIMITS, one, SchemaVersion.EMPTY, Set.of(branch));
        knowing.linkUp(1, A, true, NOON);
        knowing.received(1, with(hello(A, 1, one), Set.of(branch)), NOON);
        knowing.chainsRead(1, 0, Map.of(dot(1), OLDER), NOON);

        List<Effect> effects = knowing.received(1, new Message.Chains(0, Map.of(dot(1), YOUNGER)), NOON);

        assertEquals(1, ofKind(Effect.Shortfall.class, effects).size());
        assertEquals(Map.of(), knowing.activeLinks());
    }

    @Test
    public void aTimeThatLeavesNoRoomForLaterOnesIsNotLetIn() {
        link(replica, 1, A, true);

        List<Effect> absurd = replica.received(1, transactions(1, at(SaneTime.END)), NOON);
        List<Effect> far =
                replica.received(1, transactions(1, at(new HybridTimestamp(SaneTime.END.packed() - 1))), NOON);

        assertEquals(1, ofKind(Effect.Close.class, absurd).size());
        String alarm = ofKind(Effect.Alarm.class, absurd).get(0).text();
        assertTrue(alarm, alarm.contains("claims to be written in 6000-01-01T00:00:00Z"));
        assertEquals(List.of(), ofKind(Effect.Apply.class, absurd));
        assertEquals("no clock is corrected", 1, ofKind(Effect.Apply.class, far).size());
    }

    private static ChangeTransaction at(HybridTimestamp time) {
        ChangeTransaction plain = Bench.transaction(FROM_A, 1, VersionVector.EMPTY, 1);
        return new ChangeTransaction(plain.dot(), plain.past(), time, NOON, plain.chain(), plain.changes());
    }

    @Test
    public void changedRulesAreToldOnceToEveryPeerAndInEveryGreeting() {
        link(replica, 1, A, true);

        List<Effect> effects = replica.rulesAre("f", NOON);

        assertEquals(List.of(new Effect.Send(1, new Message.RulesChanged("f"))), effects);
        assertEquals(List.of(), replica.rulesAre("f", NOON));
        assertEquals(
                "f",
                sent(Message.Hello.class, 2, replica.linkUp(2, C, true, NOON))
                        .get(0)
                        .rules());
    }
}
