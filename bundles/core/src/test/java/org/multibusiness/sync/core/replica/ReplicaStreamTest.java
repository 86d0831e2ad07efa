package org.multibusiness.sync.core.replica;

import static org.junit.Assert.assertEquals;
import static org.multibusiness.sync.core.replica.Bench.A;
import static org.multibusiness.sync.core.replica.Bench.C;
import static org.multibusiness.sync.core.replica.Bench.FROM_A;
import static org.multibusiness.sync.core.replica.Bench.FROM_B;
import static org.multibusiness.sync.core.replica.Bench.FROM_C;
import static org.multibusiness.sync.core.replica.Bench.NOON;
import static org.multibusiness.sync.core.replica.Bench.hello;
import static org.multibusiness.sync.core.replica.Bench.link;
import static org.multibusiness.sync.core.replica.Bench.ofKind;
import static org.multibusiness.sync.core.replica.Bench.replica;
import static org.multibusiness.sync.core.replica.Bench.sent;
import static org.multibusiness.sync.core.replica.Bench.subscribe;
import static org.multibusiness.sync.core.replica.Bench.transaction;
import static org.multibusiness.sync.core.replica.Bench.transactions;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Test;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.storage.LogSlice;
import org.multibusiness.sync.core.wire.Message;
import org.multibusiness.sync.core.wire.TransactionWeight;

/** What is sent, received and applied. */
public class ReplicaStreamTest {
    private static final VersionVector FOUR = VersionVector.EMPTY.with(FROM_B, 4);
    private static final ChangeTransaction A1 = transaction(FROM_A, 1, VersionVector.EMPTY, 1);
    private static final ChangeTransaction A2 = transaction(FROM_A, 2, VersionVector.EMPTY, 1);
    private static final ChangeTransaction B1 = transaction(FROM_B, 1, VersionVector.EMPTY, 1);
    private static final long WEIGHT = TransactionWeight.of(A1);

    private final Replica replica = replica(FOUR);

    @Test
    public void aSubscriptionIsAnsweredByReadingWhatThePeerLacks() {
        link(replica, 1, A, true);

        Effect.Read read =
                onlyRead(replica.received(1, subscribe(1, VersionVector.EMPTY.with(FROM_B, 2), 5_000), NOON));

        assertEquals(VersionVector.EMPTY.with(FROM_B, 2), read.request().known());
        assertEquals(0, read.request().position());
        assertEquals(2, read.request().maxEvents());
        assertEquals(1_000, read.request().maxBytes());
    }

    @Test
    public void aPeerThatLacksNothingCostsNoRead() {
        link(replica, 1, A, true);

        assertEquals(List.of(), replica.received(1, subscribe(1, FOUR, 5_000), NOON));
        assertEquals(List.of(), ofKind(Effect.Read.class, replica.tick(NOON)));
    }

    @Test
    public void aNewTransactionIsReadAndSentAtOnce() {
        link(replica, 1, A, true);
        replica.received(1, subscribe(1, FOUR, 5_000), NOON);

        Effect.Read read = onlyRead(replica.headMoved(FOUR.with(FROM_B, 5), NOON));
        ChangeTransaction fifth = transaction(FROM_B, 5, FOUR, 1);
        List<Effect> effects = replica.sliceRead(1, read.subscription(), slice(false, fifth), NOON);

        assertEquals(List.of(new Effect.Send(1, transactions(1, fifth))), effects);
    }

    @Test
    public void thePeersExclusionsAreNotRead() {
        replica.headMoved(FOUR.with(FROM_C, 3), NOON);
        link(replica, 1, A, true);

        Effect.Read read =
                onlyRead(replica.received(1, new Message.Subscribe(1, VersionVector.EMPTY, Set.of(C), 5_000), NOON));

        assertEquals(Set.of(FROM_C), read.request().excluded());
    }

    @Test
    public void withoutCreditNothingIsReadUntilThereIsMore() {
        link(replica, 1, A, true);
        replica.received(1, subscribe(1, VersionVector.EMPTY, WEIGHT), NOON);

        List<Effect> sent = replica.sliceRead(1, 1, slice(true, B1), NOON);

        assertEquals(List.of(), ofKind(Effect.Read.class, sent));
        assertEquals(List.of(), ofKind(Effect.Read.class, replica.received(1, new Message.Credit(7, 999), NOON)));
        assertEquals(
                1,
                ofKind(Effect.Read.class, replica.received(1, new Message.Credit(1, 1), NOON))
                        .size());
    }

    @Test
    public void slicesGrowWhileThereIsABacklogAndShrinkAfterwards() {
        link(replica, 1, A, true);
        assertEquals(2, events(replica.received(1, subscribe(1, VersionVector.EMPTY, 1_000_000), NOON)));
        assertEquals(4, events(replica.sliceRead(1, 1, slice(true, own(1)), NOON)));
        assertEquals(8, events(replica.sliceRead(1, 1, slice(true, own(2)), NOON)));
        assertEquals(8, events(replica.sliceRead(1, 1, slice(true, own(3)), NOON)));

        replica.sliceRead(1, 1, slice(false, own(4)), NOON);

        assertEquals(2, events(replica.headMoved(FOUR.with(FROM_B, 5), NOON)));
    }

    @Test
    public void aNewSubscriptionDuringAReadWaitsForItAndMakesItsSliceVoid() {
        link(replica, 1, A, true);
        replica.received(1, subscribe(1, VersionVector.EMPTY, 5_000), NOON);

        List<Effect> again = replica.received(1, subscribe(2, VersionVector.EMPTY, 5_000), NOON);
        List<Effect> answered = replica.sliceRead(1, 1, slice(false, B1), NOON);

        assertEquals(List.of(), ofKind(Effect.Read.class, again));
        assertEquals(List.of(), ofKind(Effect.Send.class, answered));
        assertEquals(2, onlyRead(answered).subscription());
    }

    @Test
    public void aFailedReadIsRepeatedWithTheNextTick() {
        link(replica, 1, A, true);
        Effect.Read read = onlyRead(replica.received(1, subscribe(1, VersionVector.EMPTY, 5_000), NOON));

        replica.readFailed(1, 1);

        assertEquals(read, onlyRead(replica.tick(NOON)));
    }

    @Test
    public void whatComesIsAppliedAcknowledgedAndItsCreditGivenBack() {
        link(replica, 1, A, true);

        List<Effect> received = replica.received(1, transactions(1, A1, A2), NOON);
        List<Effect> applied = replica.applied(FOUR.with(FROM_A, 2), NOON);
        List<Effect> ticked = replica.tick(NOON);

        assertEquals(List.of(new Effect.Apply(List.of(A1, A2))), received);
        assertEquals(List.of(new Message.Credit(1, 2 * WEIGHT)), sent(Message.Credit.class, 1, applied));
        assertEquals(
                FOUR.with(FROM_A, 2),
                sent(Message.Heartbeat.class, 1, ticked).get(0).vector());
    }

    @Test
    public void whoSendsATransactionHoldsItWhateverItHasSaidSoFar() {
        link(replica, 1, A, true);

        replica.received(1, transactions(1, A1, A2), NOON);

        assertEquals(Map.of(A, VersionVector.EMPTY.with(FROM_A, 2)), replica.acknowledged());
    }

    @Test
    public void whileABatchIsAppliedTheNextWaits() {
        link(replica, 1, A, true);
        replica.received(1, transactions(1, A1), NOON);

        assertEquals(List.of(), replica.received(1, transactions(1, A2), NOON));
        assertEquals(
                List.of(new Effect.Apply(List.of(A2))),
                ofKind(Effect.Apply.class, replica.applied(FOUR.with(FROM_A, 1), NOON)));
    }

    @Test
    public void creditForWhatIsHeldAlreadyIsGivenBackThoughNothingIsApplied() {
        replica.headMoved(FOUR.with(FROM_A, 2), NOON);
        link(replica, 1, A, true);

        List<Effect> effects = replica.received(1, transactions(1, A1, A2), NOON);

        assertEquals(List.of(new Effect.Send(1, new Message.Credit(1, 2 * WEIGHT))), effects);
    }

    @Test
    public void whatIsOnItsWayUnderAnEarlierSubscriptionIsIgnored() {
        link(replica, 1, A, true);
        link(replica, 2, C, true);

        assertEquals(List.of(), replica.received(1, transactions(1, A1), NOON));
        assertEquals(List.of(new Effect.Apply(List.of(A1))), replica.received(1, transactions(2, A1), NOON));
    }

    @Test
    public void aNewSubscriptionCountsTheBatchUnderWayAsHeld() {
        link(replica, 1, A, true);
        replica.received(1, transactions(1, A1), NOON);

        List<Effect> effects = link(replica, 2, C, true);

        assertEquals(
                FOUR.with(FROM_A, 1).with(FROM_B, Subscriptions.NEVER_LACKED),
                sent(Message.Subscribe.class, 1, effects).get(0).vector());
        assertEquals(
                "its credit belonged to the earlier subscription",
                List.of(),
                sent(Message.Credit.class, 1, replica.applied(FOUR.with(FROM_A, 1), NOON)));
    }

    @Test
    public void whatWaitedOfALostLinkIsAskedForElsewhere() {
        link(replica, 1, A, true);
        link(replica, 2, C, true);
        replica.received(1, transactions(2, A2), NOON);

        List<Effect> effects = replica.linkDown(1, NOON);
        ChangeTransaction viaC = A1;

        assertEquals(
                FOUR.with(FROM_B, Subscriptions.NEVER_LACKED),
                sent(Message.Subscribe.class, 2, effects).get(0).vector());
        assertEquals(
                "A2 came by the lost link",
                List.of(new Effect.Apply(List.of(viaC))),
                replica.received(2, transactions(2, viaC), NOON));
    }

    @Test
    public void aFailedBatchComesAgainWhenItsTimeHasCome() {
        link(replica, 1, A, true);
        replica.received(1, transactions(1, A1), NOON);

        replica.applyFailed(NOON);

        assertEquals(List.of(), ofKind(Effect.Apply.class, replica.tick(NOON.plusMillis(499))));
        assertEquals(
                List.of(new Effect.Apply(List.of(A1))), ofKind(Effect.Apply.class, replica.tick(NOON.plusMillis(500))));
        assertEquals(List.of(), ofKind(Effect.Apply.class, replica.tick(NOON.plusMillis(5_000))));
    }

    /** Found by the simulator, seed 201. */
    @Test
    public void aFailedBatchComesAgainThoughTheClockIsSetBack() {
        link(replica, 1, A, true);
        replica.received(1, transactions(1, A1), NOON);
        replica.applyFailed(NOON);

        replica.tick(NOON.minusSeconds(3_600));
        List<Effect> effects = replica.tick(NOON.minusSeconds(3_600).plusMillis(500));

        assertEquals(List.of(new Effect.Apply(List.of(A1))), ofKind(Effect.Apply.class, effects));
    }

    @Test
    public void aPausedNodeNeitherReadsNorApplies() {
        link(replica, 1, A, true);
        replica.pause(true);

        List<Effect> asked = replica.received(1, subscribe(1, VersionVector.EMPTY, 5_000), NOON);
        List<Effect> got = replica.received(1, transactions(1, A1), NOON);
        List<Effect> ticked = replica.tick(NOON.plusSeconds(60));
        List<Effect> resumed = replica.pause(false);

        assertEquals(List.of(), asked);
        assertEquals(List.of(), got);
        assertEquals(1, sent(Message.Heartbeat.class, 1, ticked).size());
        assertEquals(List.of(), ofKind(Effect.Read.class, ticked));
        assertEquals(List.of(), ofKind(Effect.Apply.class, ticked));
        assertEquals(1, ofKind(Effect.Read.class, resumed).size());
        assertEquals(1, ofKind(Effect.Apply.class, resumed).size());
    }

    @Test
    public void aHeadThatWasReadBeforeAnApplyAndArrivesAfterDoesNotTurnBack() {
        link(replica, 1, A, true);
        replica.received(1, transactions(1, A1), NOON);
        replica.applied(FOUR.with(FROM_A, 1), NOON);

        replica.headMoved(FOUR.with(FROM_B, 5), NOON);

        assertEquals(FOUR.with(FROM_B, 5).with(FROM_A, 1), replica.vector());
    }

    @Test
    public void aPeerThatHeardOfOurTransactionBeforeWeHeardOfItsNumberIsNoAlarm() {
        link(replica, 1, A, true);
        replica.received(1, subscribe(1, VersionVector.EMPTY, 5_000), NOON);
        replica.sliceRead(1, 1, slice(false, own(5)), NOON);

        replica.linkUp(2, A, false, NOON);
        List<Effect> effects = replica.received(2, hello(A, 1, FOUR.with(FROM_B, 5)), NOON);

        assertEquals(List.of(), ofKind(Effect.Alarm.class, effects));
        assertEquals(FOUR.with(FROM_B, 5), replica.vector());
    }

    private static ChangeTransaction own(long sequence) {
        return transaction(FROM_B, sequence, VersionVector.EMPTY, 1);
    }

    private static LogSlice slice(boolean more, ChangeTransaction... transactions) {
        return new LogSlice(List.of(transactions), 1, more);
    }

    private static Effect.Read onlyRead(List<Effect> effects) {
        List<Effect.Read> reads = ofKind(Effect.Read.class, effects);
        assertEquals(1, reads.size());
        return reads.get(0);
    }

    private static int events(List<Effect> effects) {
        return onlyRead(effects).request().maxEvents();
    }
}
