package org.multibusiness.sync.engine;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.Test;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.transport.DialFailure;
import org.multibusiness.sync.core.wire.Message;

public class EncountersTest {
    private static final Instant NOON = Instant.parse("2026-07-29T12:00:00Z");
    private static final NodeId PEER = new NodeId("00000000000000b2");
    private static final OriginId ORIGIN = new OriginId(PEER, 1);
    private static final PeerAddress WHERE = new PeerAddress("10.9.0.3", 8765);

    private final Encounters encounters = new Encounters();

    @Test
    public void whatAPeerToldOutlivesItsLinkByTwoMinutes() {
        encounters.told(PEER, "east", List.of(), NOON);
        encounters.parted(PEER, "the cable is out", NOON);

        assertEquals(Set.of(PEER), encounters.told(NOON.plusSeconds(120)).keySet());
        assertEquals(Map.of(), encounters.told(NOON.plusSeconds(121)));
    }

    @Test
    public void aLinkThatIsUpAgainKeepsWhatWasTold() {
        encounters.told(PEER, "east", List.of(), NOON);
        encounters.parted(PEER, "the cable is out", NOON);
        encounters.linked(PEER, WHERE, true);

        assertEquals(Set.of(PEER), encounters.told(NOON.plusSeconds(500)).keySet());
        assertEquals(Map.of(), encounters.partings());
    }

    @Test
    public void aDialThatSucceedsForgetsItsFailure() {
        encounters.dialFailed(WHERE, new DialFailure(DialFailure.Cause.TIMED_OUT, "no answer"), NOON);
        assertTrue(encounters.failure(WHERE).isPresent());

        encounters.linked(PEER, WHERE, true);

        assertEquals(Optional.empty(), encounters.failure(WHERE));
    }

    @Test
    public void failuresAreBoundedAndTheNewestStay() {
        for (int i = 0; i < 600; i++) {
            PeerAddress address = new PeerAddress("10.0." + i / 250 + "." + (1 + i % 250), 8765);
            encounters.dialFailed(address, new DialFailure(DialFailure.Cause.REFUSED, ""), NOON);
        }

        assertEquals(512, encounters.failures().size());
        assertTrue(encounters.failure(new PeerAddress("10.0.2.100", 8765)).isPresent());
    }

    @Test
    public void stuckIsWhatWaitsWithoutProgressAndNotWhatMerelyWaits() {
        holds(10, 4, NOON);
        assertEquals(60_000, encounters.stuckMs(PEER, NOON.plusSeconds(60)));

        holds(20, 9, NOON.plusSeconds(60));
        assertEquals("it took five more", 0, encounters.stuckMs(PEER, NOON.plusSeconds(60)));

        holds(20, 20, NOON.plusSeconds(70));
        assertEquals(0, encounters.stuckMs(PEER, NOON.plusSeconds(500)));
    }

    @Test
    public void whatWasThereAtTheStartIsNoChange() {
        holds(10, 10, NOON);
        assertEquals(Optional.empty(), encounters.lastChange());

        holds(11, 11, NOON.plusSeconds(1));
        assertEquals(Optional.of(NOON.plusSeconds(1)), encounters.lastChange());
    }

    @Test
    public void aClockIsMeasuredWithEveryHeartbeat() {
        encounters.received(PEER, new Message.Heartbeat(NOON.plusSeconds(400), VersionVector.EMPTY), NOON);

        assertEquals(400_000, encounters.clockAheadMs(PEER));
    }

    private void holds(long here, long there, Instant at) {
        PeerBoard.Linked link = new PeerBoard.Linked(
                "east", "1.0.0", WHERE.toString(), NOON, VersionVector.EMPTY.with(ORIGIN, there), Map.of());
        encounters.holds(VersionVector.EMPTY.with(ORIGIN, here), Map.of(PEER, link), at);
    }
}
