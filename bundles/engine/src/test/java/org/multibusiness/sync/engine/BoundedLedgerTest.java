package org.multibusiness.sync.engine;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.time.Instant;
import org.junit.Test;
import org.multibusiness.sync.api.discovery.Beacon;
import org.multibusiness.sync.api.discovery.HeardBeacon;

/** What is remembered of everything heard. */
public class BoundedLedgerTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    private final BoundedLedger ledger = new BoundedLedger();

    @Test
    public void theSameBeaconIsCountedAndTheLatestIsFirst() {
        ledger.heard(beacon("10.0.0.1", "shop", ""), T0);
        ledger.heard(beacon("10.0.0.2", "depot", "with another registration key"), T0.plusSeconds(1));
        ledger.heard(beacon("10.0.0.1", "shop", ""), T0.plusSeconds(2));
        assertEquals(
                new HeardBeacon(beacon("10.0.0.1", "shop", ""), 2, T0, T0.plusSeconds(2)),
                ledger.beacons().get(0));
        assertEquals(2, ledger.beacons().size());
    }

    @Test
    public void aFloodOfStrangersIsBoundedAndDisplacesNoPeer() {
        ledger.heard(beacon("10.0.0.1", "shop", ""), T0);
        for (int i = 0; i < 100_000; i++) {
            ledger.heard(beacon("10.9." + i, "evil", "forged"), T0.plusMillis(i));
        }
        assertEquals(BoundedLedger.MOST + 1, ledger.beacons().size());
        assertTrue(
                ledger.beacons().stream().anyMatch(each -> each.beacon().name().equals("shop")));
        assertEquals("10.9.99999", ledger.beacons().get(0).beacon().source());
    }

    @Test
    public void aStrangersWordsAreHarmlessAndShort() {
        Beacon beacon = beacon("10.0.0.1", "a\u001b[31m\u202eb\n" + "x".repeat(1_000_000), "");
        assertTrue(beacon.name(), beacon.name().startsWith("a?[31m?b?x"));
        assertEquals(Beacon.MOST_CHARACTERS, beacon.name().length());
    }

    private static Beacon beacon(String source, String name, String refusal) {
        return new Beacon("multicast", source, "eth0", "presence", "", name, "", refusal);
    }
}
