package org.multibusiness.sync.engine;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.Test;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.storage.LogSlice;
import org.multibusiness.sync.api.storage.ReadRequest;

public class RecentReadsTest {
    private static final OriginId A = new OriginId(new NodeId("aaaaaaaaaaaaaaaa"), 1);
    private static final OriginId B = new OriginId(new NodeId("bbbbbbbbbbbbbbbb"), 1);
    private static final OriginId C = new OriginId(new NodeId("cccccccccccccccc"), 1);
    private static final Instant NOON = Instant.parse("2026-07-29T12:00:00Z");
    private static final VersionVector HELD =
            VersionVector.EMPTY.with(A, 5).with(B, 8).with(C, 3);
    private static final LogSlice SLICE = new LogSlice(
            List.of(new ChangeTransaction(
                    new Dot(B, 8), VersionVector.EMPTY.with(B, 7), new HybridTimestamp(1), NOON, "chain", List.of())),
            77,
            false);

    private final RecentReads reads = new RecentReads();

    @Test
    public void peersThatLackTheSameGetTheSameList() {
        reads.add(key(HELD.with(B, 7), Set.of(C), 40), SLICE, NOON);

        LogSlice found = reads.find(key(HELD.with(B, 7), Set.of(A), 66), NOON).orElseThrow();

        assertSame(SLICE.transactions(), found.transactions());
        assertEquals("the next read starts over", 0, found.position());
        assertEquals(SLICE.more(), found.more());
    }

    @Test
    public void whoLacksSomethingElseReadsTheLog() {
        reads.add(key(HELD.with(B, 7), Set.of(), 0), SLICE, NOON);

        assertEquals(Optional.empty(), reads.find(key(HELD.with(B, 6), Set.of(), 0), NOON));
        assertEquals(Optional.empty(), reads.find(key(HELD.with(B, 7).with(C, 1), Set.of(), 0), NOON));
        assertEquals(
                "the same but for what it gets elsewhere",
                SLICE.transactions(),
                reads.find(key(HELD.with(B, 7).with(C, 1), Set.of(C), 0), NOON)
                        .orElseThrow()
                        .transactions());
    }

    @Test
    public void whoIsInTheMidstOfALargeTransactionReadsTheLog() {
        ReadRequest plain = request(HELD.with(B, 7), Set.of(), 0);
        ReadRequest begun = new ReadRequest(plain.known(), Set.of(), 0, 50, 1_000, 1_000, Map.of(new Dot(B, 8), 12L));

        assertNotEquals(RecentReads.Key.of(plain, HELD), RecentReads.Key.of(begun, HELD));
    }

    @Test
    public void whatIsAFewSecondsOldIsReadAgain() {
        reads.add(key(HELD.with(B, 7), Set.of(), 0), SLICE, NOON);

        assertEquals(Optional.empty(), reads.find(key(HELD.with(B, 7), Set.of(), 0), NOON.plusSeconds(3)));
    }

    @Test
    public void nothingIsNotRemembered() {
        reads.add(key(HELD.with(B, 7), Set.of(), 0), new LogSlice(List.of(), 77, false), NOON);

        assertEquals(Optional.empty(), reads.find(key(HELD.with(B, 7), Set.of(), 0), NOON));
    }

    @Test
    public void onlyTheLastFewAreRemembered() {
        for (long known = 0; known < 5; known++) {
            reads.add(key(HELD.with(B, known), Set.of(), 0), SLICE, NOON);
        }

        assertEquals(Optional.empty(), reads.find(key(HELD.with(B, 0), Set.of(), 0), NOON));
        assertTrue(reads.find(key(HELD.with(B, 1), Set.of(), 0), NOON).isPresent());
    }

    private static RecentReads.Key key(VersionVector known, Set<OriginId> excluded, long position) {
        return RecentReads.Key.of(request(known, excluded, position), HELD);
    }

    private static ReadRequest request(VersionVector known, Set<OriginId> excluded, long position) {
        return new ReadRequest(known, excluded, position, 50, 1_000, 1_000, Map.of());
    }
}
