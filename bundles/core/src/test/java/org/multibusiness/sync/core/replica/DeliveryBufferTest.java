package org.multibusiness.sync.core.replica;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.multibusiness.sync.core.replica.Bench.FROM_A;
import static org.multibusiness.sync.core.replica.Bench.FROM_C;
import static org.multibusiness.sync.core.replica.Bench.transaction;

import java.util.List;
import java.util.Map;
import org.junit.Test;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.core.wire.TransactionWeight;

public class DeliveryBufferTest {
    private static final ChangeTransaction A1 = transaction(FROM_A, 1, VersionVector.EMPTY, 1);
    private static final ChangeTransaction A2 = transaction(FROM_A, 2, VersionVector.EMPTY.with(FROM_C, 1), 1);
    private static final ChangeTransaction C1 = transaction(FROM_C, 1, VersionVector.EMPTY.with(FROM_A, 1), 1);
    private static final long WEIGHT = TransactionWeight.of(A1);

    private final DeliveryBuffer buffer = new DeliveryBuffer();

    @Test
    public void whatNeedsNothingIsTakenAtOnce() {
        buffer.offer(1, List.of(A1));

        assertEquals(List.of(A1), take().transactions());
        assertTrue(buffer.isEmpty());
    }

    @Test
    public void whatNeedsSomethingWaitsForIt() {
        buffer.offer(1, List.of(A2));

        assertEquals(List.of(), take().transactions());
        assertFalse(buffer.isEmpty());
    }

    @Test
    public void aNumberIsNeverSkippedWhateverItsPastClaims() {
        ChangeTransaction odd = new ChangeTransaction(
                A2.dot(), VersionVector.EMPTY, A2.timestamp(), A2.committedAt(), A2.chain(), A2.changes());
        buffer.offer(1, List.of(odd));

        assertEquals(List.of(), take().transactions());
    }

    @Test
    public void linksWaitForEachOtherAndAreMixedInCausalOrder() {
        buffer.offer(1, List.of(A2));
        buffer.offer(2, List.of(C1));
        buffer.offer(1, List.of(A1));

        DeliveryBuffer.Taken taken = take();

        assertEquals(List.of(A1, C1, A2), taken.transactions());
        assertEquals(Map.of(1L, 2 * WEIGHT, 2L, WEIGHT), taken.freed());
    }

    @Test
    public void aTransactionThatCameTwiceIsTakenOnceAndFreedTwice() {
        buffer.offer(1, List.of(A1));
        buffer.offer(2, List.of(A1));

        DeliveryBuffer.Taken taken = take();

        assertEquals(List.of(A1), taken.transactions());
        assertEquals(Map.of(1L, WEIGHT, 2L, WEIGHT), taken.freed());
    }

    @Test
    public void whatIsHeldAlreadyIsFreedAndNotTaken() {
        buffer.offer(1, List.of(A1));

        DeliveryBuffer.Taken taken = buffer.take(VersionVector.EMPTY.with(FROM_A, 1), 100, 1_000_000);

        assertEquals(List.of(), taken.transactions());
        assertEquals(Map.of(1L, WEIGHT), taken.freed());
        assertTrue(buffer.isEmpty());
    }

    @Test
    public void aBatchEndsWithTheTransactionThatReachesTheLimit() {
        ChangeTransaction many = transaction(FROM_A, 1, VersionVector.EMPTY, 10);
        ChangeTransaction next = transaction(FROM_A, 2, VersionVector.EMPTY, 1);
        buffer.offer(1, List.of(many, next));

        assertEquals(
                List.of(many), buffer.take(VersionVector.EMPTY, 5, 1_000_000).transactions());
        assertEquals(
                List.of(next),
                buffer.take(VersionVector.EMPTY.with(FROM_A, 1), 100, 1).transactions());
    }

    @Test
    public void whatCameByADroppedLinkIsForgotten() {
        buffer.offer(1, List.of(A1));
        buffer.offer(2, List.of(C1));

        buffer.drop(1);

        assertEquals(List.of(), take().transactions());
        assertFalse("link 2 is still there", buffer.isEmpty());
    }

    private DeliveryBuffer.Taken take() {
        return buffer.take(VersionVector.EMPTY, 100, 1_000_000);
    }
}
