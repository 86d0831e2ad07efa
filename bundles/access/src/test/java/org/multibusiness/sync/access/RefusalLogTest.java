package org.multibusiness.sync.access;

import static org.junit.Assert.assertEquals;

import java.time.Instant;
import java.util.Optional;
import org.junit.Test;

public class RefusalLogTest {
    @Test
    public void ofEachKindOneLineAMinuteThatCountsTheOthers() {
        RefusalLog log = new RefusalLog(new Witness());
        Instant start = Instant.parse("2026-11-23T09:00:00Z");
        assertEquals(Optional.of(0), log.unsaid(Refusal.FOREIGN_HOST, start));
        assertEquals(Optional.empty(), log.unsaid(Refusal.FOREIGN_HOST, start.plusSeconds(1)));
        assertEquals(Optional.empty(), log.unsaid(Refusal.FOREIGN_HOST, start.plusSeconds(59)));
        assertEquals(Optional.of(0), log.unsaid(Refusal.FOREIGN_PAGE, start.plusSeconds(59)));
        assertEquals(Optional.of(2), log.unsaid(Refusal.FOREIGN_HOST, start.plusSeconds(60)));
    }
}
