package org.multibusiness.sync.core.replica;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
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
import org.junit.Test;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.LargeValue;
import org.multibusiness.sync.api.storage.LogSlice;
import org.multibusiness.sync.api.storage.StagedPart;
import org.multibusiness.sync.api.storage.TransactionPart;
import org.multibusiness.sync.api.storage.ValuePiece;
import org.multibusiness.sync.core.wire.Message;
import org.multibusiness.sync.core.wire.TransactionWeight;

/** Transactions that are too large for one message. */
public class ReplicaPartsTest {
    private static final VersionVector ONE = VersionVector.EMPTY.with(FROM_B, 1);
    /** What a linked peer calls its run, see {@link Bench#link}. */
    private static final long RUN = 1;

    private final Replica replica = replica(ONE);
    private final ChangeTransaction large = transaction(FROM_A, 1, VersionVector.EMPTY, 3);
    private final TransactionPart first = new TransactionPart(large, 0, 30, false);
    private final TransactionPart second = new TransactionPart(large, 30, 60, false);
    private final TransactionPart last = new TransactionPart(large, 60, 90, true);
    private final ChangeTransaction own = transaction(FROM_B, 1, VersionVector.EMPTY, 3);

    @Test
    public void theNextPartIsReadWhereTheLastOneEnded() {
        link(replica, 1, A, true);
        Effect.Read begin = onlyRead(replica.received(1, subscribe(1, VersionVector.EMPTY, 5_000), NOON));

        List<Effect> effects = replica.sliceRead(1, 1, slice(new TransactionPart(own, 0, 17, false)), NOON);

        assertEquals(Map.of(), begin.request().begun());
        assertEquals(1, sent(Message.Part.class, 1, effects).size());
        assertEquals(Map.of(own.dot(), 17L), onlyRead(effects).request().begun());
        assertEquals(VersionVector.EMPTY, onlyRead(effects).request().known());
    }

    @Test
    public void afterTheLastPartThePeerLacksNothing() {
        link(replica, 1, A, true);
        replica.received(1, subscribe(1, VersionVector.EMPTY, 5_000), NOON);

        List<Effect> effects = replica.sliceRead(1, 1, slice(new TransactionPart(own, 0, 17, true)), NOON);

        assertEquals(1, sent(Message.Part.class, 1, effects).size());
        assertEquals(List.of(), ofKind(Effect.Read.class, effects));
    }

    @Test
    public void aPartCostsCredit() {
        link(replica, 1, A, true);
        replica.received(1, subscribe(1, VersionVector.EMPTY, 100), NOON);

        List<Effect> effects = replica.sliceRead(1, 1, slice(new TransactionPart(own, 0, 17, false)), NOON);

        assertEquals(List.of(), ofKind(Effect.Read.class, effects));
    }

    @Test
    public void onlyWhoCanReadPiecesOfLargeValuesGetsThem() {
        LargeValue value = new LargeValue("0".repeat(64), 5);
        TransactionPart part = new TransactionPart(own, List.of(new ValuePiece(value, 0, new byte[5])), 0, 17, false);
        replica.linkUp(1, A, true, NOON);
        replica.received(1, hello(A, 1, VersionVector.EMPTY, List.of(Message.Part.LARGE_VALUES)), NOON);
        link(replica, 2, C, true);
        replica.received(1, subscribe(1, VersionVector.EMPTY, 5_000), NOON);
        replica.received(2, subscribe(1, VersionVector.EMPTY, 5_000), NOON);

        List<Effect> understood = replica.sliceRead(1, 1, slice(part), NOON);
        List<Effect> former = replica.sliceRead(2, 1, slice(part), NOON);

        assertEquals(1, sent(Message.Part.class, 1, understood).size());
        assertEquals(List.of(), sent(Message.Part.class, 2, former));
        assertEquals("not asked for again and again", List.of(), ofKind(Effect.Read.class, former));
    }

    @Test
    public void aPartIsKeptAndOnlyThenPaidBack() {
        int subscription = introduced(1);

        List<Effect> arrived = replica.received(1, new Message.Part(subscription, first), NOON);
        Effect.Stage stage = onlyStage(arrived);
        List<Effect> kept = replica.staged(stage, NOON);

        assertEquals(new Effect.Stage(1, subscription, A, RUN, first), stage);
        assertEquals(List.of(), sent(Message.Credit.class, 1, arrived));
        assertEquals(
                List.of(new Message.Credit(subscription, TransactionWeight.of(large))),
                sent(Message.Credit.class, 1, kept));
        assertEquals(List.of(), ofKind(Effect.Apply.class, kept));
    }

    @Test
    public void whenAllPartsAreKeptTheTransactionIsAppliedAloneWithoutItsChanges() {
        int subscription = introduced(1);
        for (TransactionPart part : List.of(first, second)) {
            replica.staged(onlyStage(replica.received(1, new Message.Part(subscription, part), NOON)), NOON);
        }
        Effect.Stage end = onlyStage(replica.received(1, new Message.Part(subscription, last), NOON));

        List<Effect> effects = replica.staged(end, NOON);

        assertEquals(List.of(new Effect.Apply(List.of(last.header()), true)), ofKind(Effect.Apply.class, effects));
    }

    @Test
    public void whatFollowsALargeTransactionWaitsForIt() {
        int subscription = introduced(1);
        Effect.Stage stage = onlyStage(
                replica.received(1, new Message.Part(subscription, new TransactionPart(large, 0, 9, true)), NOON));
        ChangeTransaction next = transaction(FROM_A, 2, VersionVector.EMPTY, 1);

        List<Effect> arrived = replica.received(1, transactions(subscription, next), NOON);
        List<Effect> kept = replica.staged(stage, NOON);
        List<Effect> applied = replica.applied(ONE.with(FROM_A, 1), NOON);

        assertEquals(List.of(), ofKind(Effect.Apply.class, arrived));
        assertTrue(ofKind(Effect.Apply.class, kept).get(0).staged());
        assertEquals(List.of(new Effect.Apply(List.of(next))), ofKind(Effect.Apply.class, applied));
    }

    @Test
    public void aPartThatLeavesAGapIsNotKeptAndAskedForAnew() {
        int subscription = introduced(1);
        replica.received(1, new Message.Part(subscription, first), NOON);

        List<Effect> effects = replica.received(1, new Message.Part(subscription, last), NOON);

        assertEquals(List.of(), ofKind(Effect.Stage.class, effects));
        assertEquals(Map.of(large.dot(), 30L), onlySubscribe(effects).begun());
    }

    @Test
    public void partsOfAnotherTransactionOfTheSameNameAreNotMixed() {
        int subscription = introduced(1);
        replica.received(1, new Message.Part(subscription, first), NOON);
        ChangeTransaction other = new ChangeTransaction(
                large.dot(), large.past(), large.timestamp(), NOON, "another chain", large.changes());

        List<Effect> effects =
                replica.received(1, new Message.Part(subscription, new TransactionPart(other, 30, 60, false)), NOON);

        assertEquals(List.of(), ofKind(Effect.Stage.class, effects));
        assertEquals(Map.of(), onlySubscribe(effects).begun());
    }

    @Test
    public void afterARestartOfOursTheSameRunOfThePeerGoesOnAndAnotherRunBeginsAnew() {
        replica.recallStaged(List.of(
                new StagedPart(first.header(), A, RUN, 30, false), new StagedPart(first.header(), C, 99, 30, false)));

        List<Effect> fromA = link(replica, 1, A, true);
        List<Effect> fromC = link(replica, 2, C, true);

        assertEquals(Map.of(large.dot(), 30L), onlySubscribe(fromA).begun());
        assertEquals(Map.of(), sent(Message.Subscribe.class, 2, fromC).get(0).begun());
    }

    @Test
    public void whatWasWholeBeforeARestartIsAppliedAndNobodySendsItAgain() {
        replica.recallStaged(List.of(new StagedPart(first.header(), A, RUN, 90, true)));

        List<Effect> linked = link(replica, 1, C, true);
        List<Effect> ticked = replica.pause(false);

        assertTrue(sent(Message.Subscribe.class, 1, linked).get(0).begun().getOrDefault(large.dot(), 0L) > (1L << 60));
        assertEquals(List.of(new Effect.Apply(List.of(first.header()), true)), ofKind(Effect.Apply.class, ticked));
    }

    @Test
    public void aTransactionThatIsKeptWholeIsGivenUpWhenItsNameMeansAnotherOneNow() {
        ChangeTransaction lost = new ChangeTransaction(
                large.dot(), VersionVector.EMPTY.with(FROM_C, 9), large.timestamp(), NOON, "lost", List.of());
        replica.recallStaged(List.of(new StagedPart(lost, A, 99, 90, true)));
        int subscription = introduced(1);

        List<Effect> told = replica.received(
                1, new Message.Part(subscription, new TransactionPart(large, 1L << 61, 1L << 61, true)), NOON);
        Message.Subscribe again = onlySubscribe(told);
        List<Effect> begun = replica.received(1, new Message.Part(again.number(), first), NOON);

        assertEquals(Map.of(), again.begun());
        assertEquals(first, onlyStage(begun).part());
    }

    @Test
    public void aPartThatCouldNotBeKeptIsAskedForAgainAfterAWhile() {
        int subscription = introduced(1);
        replica.staged(onlyStage(replica.received(1, new Message.Part(subscription, first), NOON)), NOON);
        Effect.Stage failing = onlyStage(replica.received(1, new Message.Part(subscription, second), NOON));

        replica.stageFailed(failing, true, NOON);

        assertEquals(List.of(), sent(Message.Subscribe.class, 1, replica.tick(NOON)));
        List<Effect> later = replica.tick(NOON.plus(Bench.LIMITS.retry()));
        assertEquals(Map.of(large.dot(), 30L), onlySubscribe(later).begun());
    }

    @Test
    public void aPartThatDoesNotFitWhatIsKeptMakesTheTransactionBeginAnew() {
        int subscription = introduced(1);
        replica.staged(onlyStage(replica.received(1, new Message.Part(subscription, first), NOON)), NOON);
        Effect.Stage failing = onlyStage(replica.received(1, new Message.Part(subscription, second), NOON));

        replica.stageFailed(failing, false, NOON);

        List<Effect> later = replica.tick(NOON.plus(Bench.LIMITS.retry()));
        assertEquals(Map.of(), onlySubscribe(later).begun());
    }

    @Test
    public void whereThereIsNoRoomNothingIsAppliedOrPaidBackButOwnWritesGoOut() {
        int subscription = introduced(1);
        replica.received(1, subscribe(1, ONE, 5_000), NOON);
        replica.full(true);
        ChangeTransaction small = transaction(FROM_A, 1, VersionVector.EMPTY, 1);

        List<Effect> arrived = replica.received(1, transactions(subscription, small), NOON);
        List<Effect> written = replica.headMoved(ONE.with(FROM_B, 2), NOON);
        List<Effect> room = replica.full(false);

        assertEquals(List.of(), arrived);
        assertFalse(ofKind(Effect.Read.class, written).isEmpty());
        assertEquals(List.of(new Effect.Apply(List.of(small))), room);
    }

    private int introduced(long link) {
        return onlySubscribe(link(replica, link, A, true)).number();
    }

    private static LogSlice slice(TransactionPart part) {
        return new LogSlice(List.of(), part, 0, true);
    }

    private static Effect.Read onlyRead(List<Effect> effects) {
        List<Effect.Read> reads = ofKind(Effect.Read.class, effects);
        assertEquals(effects.toString(), 1, reads.size());
        return reads.get(0);
    }

    private static Effect.Stage onlyStage(List<Effect> effects) {
        List<Effect.Stage> stages = ofKind(Effect.Stage.class, effects);
        assertEquals(effects.toString(), 1, stages.size());
        return stages.get(0);
    }

    private static Message.Subscribe onlySubscribe(List<Effect> effects) {
        List<Message.Subscribe> asked = sent(Message.Subscribe.class, 1, effects);
        assertEquals(effects.toString(), 1, asked.size());
        return asked.get(0);
    }
}
