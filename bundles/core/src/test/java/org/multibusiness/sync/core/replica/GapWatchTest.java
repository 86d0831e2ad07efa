package org.multibusiness.sync.core.replica;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.Test;
import org.multibusiness.sync.api.VersionVector;

public final class GapWatchTest {
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final VersionVector THEIRS =
            VersionVector.EMPTY.with(Bench.FROM_A, 9).with(Bench.FROM_C, 4);

    private final GapWatch gaps = new GapWatch();

    @Test
    public void whatArrivedIsNoGap() {
        assertFalse(isOverdue(THEIRS, 0));
        assertFalse(isOverdue(THEIRS, 1_000));
    }

    @Test
    public void progressOfOneOriginDoesNotHideThatAnotherStandsStill() {
        for (int second = 0; second <= 30; second++) {
            assertFalse(isOverdue(VersionVector.EMPTY.with(Bench.FROM_A, second % 9), second));
        }
        assertTrue(isOverdue(VersionVector.EMPTY.with(Bench.FROM_A, 5), 31));
    }

    @Test
    public void slowProgressIsEnough() {
        for (int step = 0; step < 4; step++) {
            assertFalse(isOverdue(VersionVector.EMPTY.with(Bench.FROM_A, 9).with(Bench.FROM_C, step), step * 29));
        }
    }

    @Test
    public void eachReminderDoublesThePatienceUntilSomethingComes() {
        isOverdue(VersionVector.EMPTY, 0);
        assertTrue(isOverdue(VersionVector.EMPTY, 31));
        gaps.reminded();
        isOverdue(VersionVector.EMPTY, 31);
        assertFalse(isOverdue(VersionVector.EMPTY, 31 + 60));
        assertTrue(isOverdue(VersionVector.EMPTY, 31 + 61));

        VersionVector some = VersionVector.EMPTY.with(Bench.FROM_A, 1).with(Bench.FROM_C, 1);
        isOverdue(some, 100);
        assertFalse(isOverdue(some, 130));
        assertTrue(isOverdue(some, 131));
    }

    private boolean isOverdue(VersionVector held, int second) {
        Instant now = Bench.NOON.plusSeconds(second);
        gaps.look(held, THEIRS, now);
        return gaps.isOverdue(now, INTERVAL);
    }
}
