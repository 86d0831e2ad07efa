package org.multibusiness.sync.core.doctor;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.time.Duration;
import org.junit.Test;
import org.multibusiness.sync.api.doctor.Verdict;

public class LimitsTest {
    @Test
    public void whatLastsTooLongIsForTheOperatorToSay() {
        Limits strict = new Limits(Duration.ofSeconds(10), Duration.ofMinutes(9));
        Limits lenient = new Limits(Duration.ofSeconds(11), Duration.ofMinutes(10));
        Patient waiting = new Patient();
        waiting.pending = 1;
        waiting.stuckMs = 10_000;
        Patient unheard = new Patient();
        unheard.heard = false;

        assertEquals(Verdict.BEHIND, PeerExam.of(waiting.peer(), strict).verdict());
        assertEquals(Verdict.HEALTHY, PeerExam.of(waiting.peer(), lenient).verdict());
        assertEquals(
                Verdict.MULTICAST_BLOCKED, PeerExam.of(unheard.peer(), strict).verdict());
        assertEquals(Verdict.HEALTHY, PeerExam.of(unheard.peer(), lenient).verdict());
    }

    @Test
    public void limitsThatWouldMakeAnAlarmOfEverythingAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Limits(Duration.ZERO, Duration.ofSeconds(1)));
        assertThrows(IllegalArgumentException.class, () -> new Limits(Duration.ofSeconds(1), Duration.ZERO));
    }
}
