package org.multibusiness.sync.shell;

import static org.junit.Assert.assertEquals;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.Test;

public class AgesTest {
    private final Ages ages = new Ages(Instant.parse("2026-11-22T13:03:22Z"), ZoneId.of("Europe/Berlin"));

    @Test
    public void timesOfTodayAreLocalClockAndAge() {
        assertEquals("14:03:10, 12 s ago", ages.since("2026-11-22T13:03:10Z"));
        assertEquals("13:59:22, 4 min ago", ages.since("2026-11-22T12:59:22Z"));
        assertEquals("00:03:22, 14 h ago", ages.since("2026-11-21T23:03:22Z"));
    }

    @Test
    public void earlierTimesCarryTheDate() {
        assertEquals("2026-11-19 14:03, 3 d ago", ages.since("2026-11-19T13:03:22Z"));
    }

    @Test
    public void timesAheadOfTheClockAreNotCalledPast() {
        assertEquals("14:04:22, in 1 min", ages.since("2026-11-22T13:04:22Z"));
    }

    @Test
    public void noTimeIsNeverAndNonsenseIsShownPlain() {
        assertEquals("never", ages.since(""));
        assertEquals("yesterday?", ages.since("yesterday\u0007"));
    }

    @Test
    public void unknownLagIsADash() {
        assertEquals("-", Ages.lag(-1));
        assertEquals("12 ms", Ages.lag(12));
        assertEquals("90 s is told in minutes", "1 min", Ages.lag(90_000));
    }
}
