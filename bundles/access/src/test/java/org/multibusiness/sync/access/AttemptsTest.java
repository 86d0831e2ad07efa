package org.multibusiness.sync.access;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.Test;

public class AttemptsTest {
    private static final Instant START = Instant.parse("2026-11-23T09:00:00Z");
    private static final Duration LOCK = Duration.ofMinutes(5);

    private final Attempts attempts = new Attempts(3, LOCK);

    @Test
    public void theLastAllowedWrongPasswordLocksForAWhileFromThen() {
        assertFalse(attempts.wrong("eve", START));
        assertFalse(attempts.wrong("eve", START.plusSeconds(1)));
        assertEquals(Optional.empty(), attempts.lockedUntil("eve", START.plusSeconds(1)));
        assertTrue(attempts.wrong("eve", START.plusSeconds(2)));

        Instant end = START.plusSeconds(2).plus(LOCK);
        assertEquals(Optional.of(end), attempts.lockedUntil("eve", START.plusSeconds(3)));
        assertEquals(Optional.empty(), attempts.lockedUntil("eve", end));
    }

    @Test
    public void afterTheLockCountingBeginsAnew() {
        for (int i = 0; i < 3; i++) {
            attempts.wrong("eve", START);
        }
        Instant later = START.plus(LOCK);
        assertFalse(attempts.wrong("eve", later));
        assertEquals(Optional.empty(), attempts.lockedUntil("eve", later));
    }

    @Test
    public void aRightPasswordForgetsWrongOnes() {
        attempts.wrong("ann", START);
        attempts.wrong("ann", START);
        attempts.right("ann");
        assertFalse(attempts.wrong("ann", START));
        assertEquals(Optional.empty(), attempts.lockedUntil("ann", START));
    }

    @Test
    public void namesAreLockedEachForItself() {
        for (int i = 0; i < 3; i++) {
            attempts.wrong("eve", START);
        }
        assertEquals(Optional.empty(), attempts.lockedUntil("ann", START));
    }

    @Test
    public void endlessNamesPushOutTheOldestOnly() {
        for (int i = 0; i < 3; i++) {
            attempts.wrong("oldest", START);
        }
        for (int i = 0; i < Attempts.NAMES - 1; i++) {
            attempts.wrong("name-" + i, START);
        }
        assertTrue(attempts.lockedUntil("oldest", START).isPresent());
        attempts.wrong("one-more", START);
        assertEquals(Optional.empty(), attempts.lockedUntil("oldest", START));
    }
}
