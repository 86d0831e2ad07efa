package org.multibusiness.sync.engine;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Test;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.core.wire.Message;

/** The lines that an operator reads in the status. */
public class AttentionTest {
    private static final NodeId A = new NodeId("aaaaaaaaaaaaaaaa");
    private static final NodeId B = new NodeId("bbbbbbbbbbbbbbbb");
    private static final Instant NOON = Instant.parse("2026-07-29T12:00:00Z");

    private final Alarms alarms = new Alarms();
    private final RulesWatch rules = new RulesWatch(alarms);
    private final DriftGuard drift = new DriftGuard(() -> Duration.ofMinutes(5), alarms);

    @Test
    public void anAlarmIsShownUntilItIsOver() {
        alarms.raise("x", "something", NOON);
        alarms.raise("x", "something else", NOON);
        assertEquals(List.of("something else"), alarms.lines(NOON));

        alarms.raise("x", "", NOON);

        assertEquals(List.of(), alarms.lines(NOON));
    }

    @Test
    public void anAlarmThatNobodyEndsIsShownForADay() {
        alarms.raise("x", "something", NOON);

        assertEquals(List.of("something"), alarms.lines(NOON.plus(Duration.ofHours(24))));
        assertEquals(List.of(), alarms.lines(NOON.plus(Duration.ofHours(25))));
    }

    @Test
    public void anAlarmThatIsFoundAgainAndAgainIsOverSoonAfterTheLastTime() {
        Duration shown = Duration.ofMinutes(10);
        alarms.raise("x", "two of one name", shown, NOON);
        alarms.raise("x", "two of one name", shown, NOON.plusSeconds(300));

        assertEquals(List.of("two of one name"), alarms.lines(NOON.plusSeconds(900)));
        assertEquals(List.of(), alarms.lines(NOON.plusSeconds(901)));
    }

    @Test
    public void aPeerWithOtherRulesIsNamedWithWhatToDoUntilTheyAreEqual() {
        rules.note(A, new Message.RulesChanged("theirs"));

        rules.look("ours", Map.of(A, "harbour"), NOON);

        String line = alarms.lines(NOON).get(0);
        assertTrue(line, line.contains("harbour") && line.contains("etc/org.multibusiness.sync.conflict.cfg at both"));
        rules.note(A, new Message.RulesChanged("ours"));
        rules.look("ours", Map.of(A, "harbour"), NOON);
        assertEquals(List.of(), alarms.lines(NOON));
    }

    @Test
    public void equalRulesAndNoRulesOfOursAreNoNews() {
        rules.note(A, new Message.RulesChanged("f"));

        rules.look("f", Map.of(A, "harbour", B, "north"), NOON);
        rules.look("", Map.of(A, "harbour"), NOON);

        assertEquals(List.of(), alarms.lines(NOON));
    }

    @Test
    public void aClockThatTwoPeersContradictStopsNumberingUntilItIsSet() {
        tell(A, 3_600);
        tell(B, 3_610);
        drift.look(Set.of(A, B), NOON);

        assertTrue(drift.isStopped());
        String line = alarms.lines(NOON).get(0);
        assertTrue(line, line.contains("behind those of aaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbb"));
        assertTrue("the peers' time", drift.now().isAfter(Instant.now().plusSeconds(3_000)));

        tell(A, 0);
        tell(B, 10);
        drift.look(Set.of(A, B), NOON);
        assertFalse(drift.isStopped());
        assertEquals(List.of(), alarms.lines(NOON));
    }

    @Test
    public void aClockThatOnePeerContradictsIsNamedAndSyncGoesOn() {
        tell(A, -3_600);

        drift.look(Set.of(A), NOON);

        assertFalse(drift.isStopped());
        String line = alarms.lines(NOON).get(0);
        assertTrue(line, line.contains("3600 s ahead of the other"));
    }

    @Test
    public void offsetsThatTrembleAreNoNews() {
        tell(A, 3_600);
        drift.look(Set.of(A), NOON);
        String line = alarms.lines(NOON).get(0);

        tell(A, 3_700);
        drift.look(Set.of(A), NOON);

        assertEquals(List.of(line), alarms.lines(NOON));
    }

    private void tell(NodeId peer, long secondsAhead) {
        drift.heard(peer, new Message.Heartbeat(NOON.plusSeconds(secondsAhead), VersionVector.EMPTY), NOON);
    }
}
