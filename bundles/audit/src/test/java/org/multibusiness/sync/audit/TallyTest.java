package org.multibusiness.sync.audit;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.Test;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditKind;

public class TallyTest {
    private static final Instant START = Instant.parse("2026-11-28T09:00:00Z");

    private final Tally tally = new Tally();

    private static AuditEvent rejected(String from) {
        return AuditEvent.of(AuditKind.PEER_REJECTED, from).with("cause", "WRONG_KEY");
    }

    @Test
    public void theFirstRejectIsRecordedAtOnceThoseAfterItOnceAMinuteWithTheirNumber() {
        assertTrue(tally.take(rejected("10.0.0.9"), START).isPresent());
        for (int i = 0; i < 41; i++) {
            assertEquals(Optional.empty(), tally.take(rejected("10.0.0.9"), START.plusSeconds(i)));
        }
        assertEquals(List.of(), tally.due(START.plusSeconds(59)));
        List<Note> due = tally.due(START.plusSeconds(60));
        assertEquals(1, due.size());
        assertEquals("41", due.get(0).event().details().get("more"));
    }

    @Test
    public void afterAQuietMinuteTheNextRejectIsAFirstOneAgain() {
        tally.take(rejected("10.0.0.9"), START);
        assertEquals(List.of(), tally.due(START.plusSeconds(60)));
        assertTrue(tally.take(rejected("10.0.0.9"), START.plusSeconds(61)).isPresent());
    }

    @Test
    public void aFloodFromEndlessAddressesWritesAFewLines() {
        int written = 0;
        for (int i = 0; i < 10_000; i++) {
            written += tally.take(rejected("10.0." + i / 256 + "." + i % 256), START)
                            .isPresent()
                    ? 1
                    : 0;
        }
        assertEquals(Tally.MOST + 1, written);
        List<Note> due = tally.due(START.plusSeconds(60));
        assertEquals(1, due.size());
        assertEquals(Tally.OTHERS, due.get(0).event().subject());
        assertEquals(
                String.valueOf(10_000 - Tally.MOST - 1),
                due.get(0).event().details().get("more"));
    }

    @Test
    public void aFloodOfOneKindLeavesTheOthersAlone() {
        for (int i = 0; i < 100; i++) {
            tally.take(rejected("10.0.0." + i), START);
        }
        AuditEvent login = AuditEvent.of(AuditKind.LOGGED_IN, "").by("ann");
        assertEquals(Optional.of(new Note(START, login)), tally.take(login, START));
        AuditEvent paused = AuditEvent.of(AuditKind.PAUSED, "");
        for (int i = 0; i < 3; i++) {
            assertEquals(Optional.of(new Note(START, paused)), tally.take(paused, START));
        }
    }

    @Test
    public void aClockThatIsSetBackEndsAWindowAndWhatWasCountedIsNotLost() {
        tally.take(rejected("10.0.0.9"), START);
        tally.take(rejected("10.0.0.9"), START);
        assertEquals(1, tally.due(START.minus(Duration.ofHours(1))).size());
    }

    @Test
    public void whatIsCountedAtTheEndIsRecorded() {
        tally.take(rejected("10.0.0.9"), START);
        tally.take(rejected("10.0.0.9"), START);
        assertEquals(1, tally.all(START.plusSeconds(1)).size());
        assertEquals(List.of(), tally.all(START.plusSeconds(1)));
    }
}
