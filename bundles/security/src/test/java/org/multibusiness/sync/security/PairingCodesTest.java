package org.multibusiness.sync.security;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.Test;

public class PairingCodesTest {
    private final SetClock clock = new SetClock();
    private final PairingCodes codes = new PairingCodes(clock);

    /** Stands still until it is set. */
    private static final class SetClock extends Clock {
        private Instant now = Instant.parse("2026-11-28T09:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    public void beforeACodeIsShownNobodyGetsATry() {
        assertEquals(Optional.empty(), codes.take());
        assertFalse(codes.redeem("00000000"));
    }

    @Test
    public void aCodeIsWorthThreeTries() {
        codes.open();
        for (int i = 0; i < PairingCodes.TRIES; i++) {
            assertTrue(codes.take().isPresent());
        }
        assertEquals(Optional.empty(), codes.take());
    }

    @Test
    public void aCodeCountsForFiveMinutes() {
        String code = PairingCodes.typed(codes.open());
        clock.now = clock.now.plus(Duration.ofMinutes(5)).minusMillis(1);
        assertEquals(Optional.of(code), codes.take());
        clock.now = clock.now.plusMillis(1);
        assertFalse(codes.redeem(code));
        assertEquals(Optional.empty(), codes.take());
    }

    @Test
    public void aCodeIsHonouredOnceAndANewOneEndsIt() {
        String first = PairingCodes.typed(codes.open());
        assertTrue(codes.redeem(first));
        assertFalse(codes.redeem(first));
        assertEquals(Optional.empty(), codes.take());
        String second = PairingCodes.typed(codes.open());
        codes.open();
        assertFalse(codes.redeem(second));
    }

    @Test
    public void dashesAndSpacesDoNotMatterAndWhatIsNoCodeIsRefused() {
        assertEquals("48210937", PairingCodes.typed(" 4821 - 0937"));
        for (String text : new String[] {"", "4821-093", "4821-09377", "4821-093x"}) {
            assertThrows(text, IllegalArgumentException.class, () -> PairingCodes.typed(text));
        }
    }
}
