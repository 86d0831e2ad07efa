package org.multibusiness.sync.core.clock;

import static org.junit.Assert.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.Test;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.core.clock.ClockWatch.State;

public class ClockWatchTest {
    private static final NodeId A = new NodeId("aaaaaaaaaaaaaaaa");
    private static final NodeId B = new NodeId("bbbbbbbbbbbbbbbb");
    private static final NodeId C = new NodeId("cccccccccccccccc");
    private static final Instant NOON = Instant.parse("2026-07-29T12:00:00Z");
    private static final Duration MOST = Duration.ofMinutes(5);

    private final ClockWatch watch = new ClockWatch();

    @Test
    public void clocksWithinTheLimitAreTogether() {
        heard(A, 300);
        heard(B, -300);

        assertEquals(State.TOGETHER, watch.verdict(MOST).state());
    }

    @Test
    public void oneClockAgainstOneIsUncertain() {
        heard(A, 301);

        assertEquals(new ClockWatch.Verdict(State.UNCERTAIN, Duration.ofSeconds(301), List.of(A)), watch.verdict(MOST));
    }

    @Test
    public void aClockAgainstTwoThatAgreeIsWrong() {
        heard(A, -3_600);
        heard(B, -3_700);

        ClockWatch.Verdict verdict = watch.verdict(MOST);

        assertEquals(State.WRONG, verdict.state());
        assertEquals(List.of(A, B), verdict.peers());
        assertEquals(Duration.ofHours(-1), verdict.ahead());
    }

    @Test
    public void twoThatDisagreeWithEachOtherProveNothing() {
        heard(A, 3_600);
        heard(B, -3_600);

        assertEquals(State.UNCERTAIN, watch.verdict(MOST).state());
    }

    @Test
    public void asManyWithUsAsAgainstUsProveNothing() {
        heard(A, 3_600);
        heard(B, 3_600);
        heard(C, 0);

        assertEquals(
                "else both halves would stop",
                State.UNCERTAIN,
                watch.verdict(MOST).state());
        assertEquals(List.of(A, B), watch.verdict(MOST).peers());
    }

    @Test
    public void aCorrectedClockIsTogetherAgain() {
        heard(A, 3_600);
        heard(B, 3_600);
        heard(A, 0);
        heard(B, 1);

        assertEquals(State.TOGETHER, watch.verdict(MOST).state());
    }

    @Test
    public void peersThatWentCountNoMore() {
        heard(A, 3_600);
        heard(B, 3_600);

        watch.keep(Set.of(B));

        assertEquals(State.UNCERTAIN, watch.verdict(MOST).state());
    }

    @Test
    public void zeroSwitchesItOff() {
        heard(A, 3_600);
        heard(B, 3_600);

        assertEquals(State.TOGETHER, watch.verdict(Duration.ZERO).state());
    }

    private void heard(NodeId peer, long secondsAhead) {
        watch.heard(peer, NOON.plusSeconds(secondsAhead), NOON);
    }
}
