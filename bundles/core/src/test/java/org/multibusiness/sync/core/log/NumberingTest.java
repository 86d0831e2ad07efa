package org.multibusiness.sync.core.log;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.Test;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.core.log.Numbering.Captured;
import org.multibusiness.sync.core.log.Numbering.Head;
import org.multibusiness.sync.core.log.Numbering.Numbered;
import org.multibusiness.sync.core.seeded.Seeds;

public class NumberingTest {
    private static final OriginId SELF = new OriginId(new NodeId("aaaaaaaaaaaaaaaa"), 1);
    private static final OriginId PEER = new OriginId(new NodeId("bbbbbbbbbbbbbbbb"), 1);
    private static final Instant NOON = Instant.parse("2026-07-29T12:00:00Z");
    private static final Head FRESH = new Head(SELF, VersionVector.EMPTY, HybridTimestamp.ZERO, Map.of());

    @Test
    public void numbersAreDenseAndGoOnFromTheHead() {
        Head head = new Head(
                SELF, VersionVector.of(Map.of(SELF, 7L, PEER, 3L)), HybridTimestamp.of(NOON, 0), Map.of(SELF, "c7"));

        List<Numbered> numbered = Numbering.number(head, captured(new Random(1), 5), NOON);

        assertEquals(
                List.of(8L, 9L, 10L, 11L, 12L),
                numbered.stream().map(n -> n.dot().sequence()).toList());
        assertTrue(numbered.stream().allMatch(n -> n.dot().origin().equals(SELF)));
    }

    @Test
    public void theOrderIsThatOfTheLastEventWhateverOrderTheSnapshotShows() {
        Seeds.each(300, getClass(), random -> {
            List<Captured> captured = captured(random, 1 + random.nextInt(20));

            List<Numbered> numbered = Numbering.number(FRESH, captured, NOON);

            for (int i = 1; i < numbered.size(); i++) {
                assertTrue(numbered.get(i - 1).captured().lastEvent()
                        < numbered.get(i).captured().lastEvent());
            }
            Collections.shuffle(captured, random);
            assertEquals(numbered, Numbering.number(FRESH, captured, NOON));
        });
    }

    @Test
    public void aTransactionThatWaitedForALockComesAfterTheOneItWaitedFor() {
        // 20 wrote event 1, then waited for a row that 10 had locked; 10 wrote 2 and 3 and committed; 20 went on with
        // 4.
        Captured waited = new Captured(20, 4, false, NOON);
        Captured held = new Captured(10, 3, false, NOON);

        List<Numbered> numbered = Numbering.number(FRESH, List.of(waited, held), NOON);

        assertEquals(
                List.of(held, waited), numbered.stream().map(Numbered::captured).toList());
    }

    @Test
    public void thePastIsAllThatIsHeldWithTheOwnEntryOneBelow() {
        Seeds.each(200, getClass(), random -> {
            VersionVector held =
                    VersionVector.of(Map.of(SELF, (long) random.nextInt(5), PEER, (long) random.nextInt(5)));
            Head head = new Head(SELF, held, HybridTimestamp.of(NOON, 0), Map.of());

            for (Numbered n : Numbering.number(head, captured(random, 4), NOON)) {
                assertEquals(n.dot().sequence() - 1, n.past().sequence(SELF));
                assertEquals(held.sequence(PEER), n.past().sequence(PEER));
                assertTrue(n.past().covers(held));
            }
        });
    }

    @Test
    public void timestampsGrowAlongTheOrderAndExceedWhatIsHeldAlsoWhenTheClockFellBack() {
        Seeds.each(200, getClass(), random -> {
            HybridTimestamp greatest = HybridTimestamp.of(NOON.plusMillis(random.nextInt(5)), random.nextInt(3));
            Head head = new Head(SELF, VersionVector.EMPTY, greatest, Map.of());
            HybridTimestamp before = greatest;
            for (Numbered n : Numbering.number(head, captured(random, 5), NOON)) {
                assertTrue(n.timestamp().compareTo(before) > 0);
                before = n.timestamp();
            }
        });
    }

    @Test
    public void aBaselineIsOlderThanEverythingAndDoesNotHoldTheClockBack() {
        HybridTimestamp held = HybridTimestamp.of(NOON.plusSeconds(1), 0);
        Head head = new Head(SELF, VersionVector.EMPTY, held, Map.of());

        List<Numbered> numbered = Numbering.number(
                head,
                List.of(
                        new Captured(1, 1, false, NOON),
                        new Captured(2, 2, true, NOON),
                        new Captured(3, 3, false, NOON)),
                NOON);

        assertEquals(HybridTimestamp.ZERO, numbered.get(1).timestamp());
        assertEquals(new HybridTimestamp(held.packed() + 1), numbered.get(0).timestamp());
        assertEquals(new HybridTimestamp(held.packed() + 2), numbered.get(2).timestamp());
        assertEquals(new Dot(SELF, 3), numbered.get(2).dot());
    }

    @Test
    public void onePassOrManyGiveTheSameNumbersAndChain() {
        Seeds.each(200, getClass(), random -> {
            List<Captured> captured = captured(random, 6);
            captured.sort((a, b) -> Long.compare(a.lastEvent(), b.lastEvent()));
            int cut = random.nextInt(captured.size() + 1);

            List<Numbered> together = Numbering.number(FRESH, captured, NOON);
            List<Numbered> apart = new ArrayList<>(Numbering.number(FRESH, captured.subList(0, cut), NOON));
            Head middle = apart.isEmpty() ? FRESH : after(apart.get(cut - 1));
            apart.addAll(Numbering.number(middle, captured.subList(cut, captured.size()), NOON));

            assertEquals(together, apart);
        });
    }

    @Test
    public void theChainsOfAForkDifferFromTheForkOn() {
        Numbered common = Numbering.number(FRESH, List.of(new Captured(1, 1, false, NOON)), NOON)
                .get(0);
        Captured third = new Captured(3, 3, false, NOON.plusMillis(2));

        List<Numbered> original =
                Numbering.number(after(common), List.of(new Captured(2, 2, false, NOON), third), NOON.plusMillis(2));
        List<Numbered> clone = Numbering.number(
                after(common), List.of(new Captured(2, 2, false, NOON.plusMillis(1)), third), NOON.plusMillis(2));

        assertNotEquals(original.get(0).chain(), clone.get(0).chain());
        assertNotEquals(original.get(1).chain(), clone.get(1).chain());
    }

    @Test
    public void theChainDependsOnEveryPreviousTransaction() {
        List<Captured> captured = List.of(new Captured(1, 1, false, NOON), new Captured(2, 2, false, NOON));
        List<Captured> otherStart = List.of(new Captured(9, 1, false, NOON), new Captured(2, 2, false, NOON));

        String chain = Numbering.number(FRESH, captured, NOON).get(1).chain();

        assertNotEquals(chain, Numbering.number(FRESH, otherStart, NOON).get(1).chain());
        assertTrue(chain, chain.matches("[0-9a-f]{64}"));
    }

    @Test
    public void theSecondHalfShowsWhoseHistoryTheAuthorHadSeen() {
        VersionVector held = VersionVector.of(Map.of(PEER, 3L));
        Captured next = new Captured(1, 1, false, NOON);

        Numbered one = Numbering.number(head(held, "1".repeat(32)), List.of(next), NOON)
                .get(0);
        Numbered other = Numbering.number(head(held, "2".repeat(32)), List.of(next), NOON)
                .get(0);

        assertEquals(Lineage.own(one.chain()), Lineage.own(other.chain()));
        assertNotEquals(one.chain(), other.chain());
        assertTrue(Lineage.fits(transaction(one), dot -> "1".repeat(32)));
        assertFalse(Lineage.fits(transaction(one), dot -> "2".repeat(32)));
        assertTrue("what was pruned can't be told", Lineage.fits(transaction(one), dot -> null));
    }

    @Test
    public void theTimeIsThatOfTheWritingHoweverLongTheServiceWasAway() {
        Captured morning = new Captured(1, 1, false, NOON.minusSeconds(10_000));
        Captured noon = new Captured(2, 2, false, NOON);

        List<Numbered> numbered = Numbering.number(FRESH, List.of(morning, noon), NOON.plusSeconds(60));

        assertEquals(
                HybridTimestamp.of(NOON.minusSeconds(10_000), 0),
                numbered.get(0).timestamp());
        assertEquals(HybridTimestamp.of(NOON, 0), numbered.get(1).timestamp());
    }

    @Test
    public void whatWasWrittenBeforeTheClockWasSetBackIsNotAheadOfIt() {
        Captured ahead = new Captured(1, 1, false, NOON.plusSeconds(86_400));

        List<Numbered> numbered = Numbering.number(FRESH, List.of(ahead), NOON);

        assertEquals(HybridTimestamp.of(NOON, 0), numbered.get(0).timestamp());
    }

    @Test
    public void aServerThatThinksItIs1970NumbersWhatIsOlderThanThat() {
        Captured before = new Captured(1, 1, false, Instant.EPOCH.minusSeconds(1));

        List<Numbered> numbered = Numbering.number(FRESH, List.of(before), Instant.EPOCH.plusSeconds(9));

        assertEquals(new HybridTimestamp(1), numbered.get(0).timestamp());
    }

    private static Head head(VersionVector held, String chain) {
        return new Head(SELF, held, HybridTimestamp.ZERO, Map.of(PEER, chain));
    }

    private static ChangeTransaction transaction(Numbered n) {
        return new ChangeTransaction(n.dot(), n.past(), n.timestamp(), NOON, n.chain(), List.of());
    }

    @Test
    public void nothingCapturedIsNothingNumbered() {
        assertTrue(Numbering.number(FRESH, List.of(), NOON).isEmpty());
        assertFalse(Numbering.number(FRESH, captured(new Random(2), 1), NOON).isEmpty());
    }

    private static Head after(Numbered last) {
        return new Head(SELF, last.past().advance(last.dot()), last.timestamp(), Map.of(SELF, last.chain()));
    }

    /** Transactions with distinct last events, in no order. */
    private static List<Captured> captured(Random random, int count) {
        List<Captured> captured = new ArrayList<>();
        long event = 0;
        for (int i = 0; i < count; i++) {
            event += 1 + random.nextInt(5);
            captured.add(new Captured(1000 - i, event, false, NOON.minusMillis(random.nextInt(3))));
        }
        Collections.shuffle(captured, random);
        return captured;
    }
}
