package org.multibusiness.sync.core.clock;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.time.Instant;
import org.junit.Test;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.core.seeded.Seeds;

public class HybridClockTest {
    private static final Instant NOON = Instant.parse("2026-07-29T12:00:00Z");

    @Test
    public void theWallClockLeadsWhenItIsAhead() {
        assertEquals(HybridTimestamp.of(NOON, 0), HybridClock.next(HybridTimestamp.of(NOON.minusMillis(1), 9), NOON));
        assertEquals(HybridTimestamp.of(NOON, 0), HybridClock.next(HybridTimestamp.ZERO, NOON));
    }

    @Test
    public void theCounterLeadsWhenTheWallClockStandsOrFallsBack() {
        HybridTimestamp seen = HybridTimestamp.of(NOON, 3);

        assertEquals(HybridTimestamp.of(NOON, 4), HybridClock.next(seen, NOON));
        assertEquals(HybridTimestamp.of(NOON, 4), HybridClock.next(seen, NOON.minusSeconds(3600)));
    }

    @Test
    public void aFullCounterCarriesIntoTheNextMillisecond() {
        assertEquals(
                HybridTimestamp.of(NOON.plusMillis(1), 0), HybridClock.next(HybridTimestamp.of(NOON, 65_535), NOON));
    }

    @Test
    public void theNextTimestampIsLargerThanAllSeenAndNeverBehindTheWall() {
        Seeds.each(1000, getClass(), random -> {
            HybridTimestamp seen = HybridTimestamp.of(NOON.plusMillis(random.nextInt(10)), random.nextInt(65_536));
            Instant wall = NOON.plusMillis(random.nextInt(10));

            HybridTimestamp next = HybridClock.next(seen, wall);

            assertTrue(next.compareTo(seen) > 0);
            assertTrue(next.compareTo(HybridTimestamp.of(wall, 0)) >= 0);
        });
    }

    @Test
    public void maxIsTheLarger() {
        HybridTimestamp small = HybridTimestamp.of(NOON, 1);
        HybridTimestamp large = HybridTimestamp.of(NOON, 2);

        assertEquals(large, HybridClock.max(small, large));
        assertEquals(large, HybridClock.max(large, small));
        assertEquals(large, HybridClock.max(large, large));
    }
}
