package org.multibusiness.sync.core.replica;

import static org.junit.Assert.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.junit.Test;

public class SteadyTimeTest {
    private static final Instant NOON = Instant.parse("2026-07-29T12:00:00Z");
    private static final Duration YEAR = Duration.ofDays(365);

    private final SteadyTime steady = new SteadyTime();

    @Test
    public void itGoesWithTheWallClock() {
        assertEquals(NOON, steady.at(NOON));
        assertEquals(NOON.plusMillis(250), steady.at(NOON.plusMillis(250)));
    }

    @Test
    public void itGoesOnWhenTheWallClockIsSetBack() {
        steady.at(NOON);

        assertEquals(NOON, steady.at(NOON.minus(YEAR)));
        assertEquals(NOON.plusMillis(500), steady.at(NOON.minus(YEAR).plusMillis(500)));
    }

    @Test
    public void itGoesOnWhenTheWallClockIsSetBackAgainAndAgain() {
        steady.at(NOON);
        steady.at(NOON.minus(YEAR));
        steady.at(NOON.plus(YEAR));

        Instant before = steady.at(NOON.plus(YEAR));

        assertEquals(before, steady.at(NOON));
        assertEquals(before.plusMillis(1), steady.at(NOON.plusMillis(1)));
    }
}
