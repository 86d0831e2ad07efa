package org.multibusiness.sync.health.doctor;

import static org.junit.Assert.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.Test;
import org.multibusiness.sync.api.discovery.Beacon;
import org.multibusiness.sync.api.discovery.HeardBeacon;
import org.multibusiness.sync.core.doctor.PeerEvidence.Heard;

public class HearsayTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String SHOP = "00000000000000aa";

    private final List<HeardBeacon> beacons = new ArrayList<>();

    @Test
    public void anEchoShowsThatOurAnnouncementsComeBack() {
        assertEquals(Optional.empty(), hearsay().own("listening"));

        hear("echo", "192.168.0.2", "us", "");

        assertEquals(Optional.of(true), hearsay().own("listening"));
    }

    @Test
    public void theDiscoveryKnowsWhenAnEchoIsOverdue() {
        hear("echo", "192.168.0.2", "us", "");

        assertEquals(
                Optional.of(false), hearsay().own("listening; this node doesn't hear its own announcements: blocked"));
    }

    @Test
    public void whatWasRefusedIsToldWithTheReasonAndTheTime() {
        hear("presence", "192.168.0.9", "shop", "");
        hear("presence", "192.168.0.66", "stranger", "with another registration key");
        hear("foreign", "192.168.0.5", "", "foreign");

        assertEquals(
                List.of("presence by multicast of 'stranger' from 192.168.0.66 on eth0, refused: with another"
                        + " registration key (3 times, last 7 s ago)"),
                hearsay().refused());
    }

    @Test
    public void aNodeIsFoundByItsIdAndByItsAddressWhereNoneWasSaid() {
        hear("presence", "192.168.0.9", "shop", "");
        hear("unread", "192.168.0.9", "", "malformed");
        hear("presence", "192.168.0.66", "stranger", "");

        List<Heard> of = hearsay().of(SHOP, Set.of("192.168.0.9"));

        assertEquals(List.of(true, false), of.stream().map(Heard::followed).toList());
        assertEquals(
                "unread by multicast from 192.168.0.9 on eth0, refused: malformed (3 times, last 7 s ago)",
                of.get(1).words());
    }

    @Test
    public void aCopyOfThisNodeIsWhoeverAnnouncesItselfWithOurId() {
        hear("presence", "192.168.0.66", "stranger", "from a copy of this node");

        assertEquals(Optional.empty(), hearsay().copy(SHOP));
        assertEquals(Optional.empty(), hearsay().copy(""));

        hear("echo", "192.168.0.2", "shop", "");
        hear("presence", "192.168.0.66", "shop", "forged");
        assertEquals(Optional.empty(), hearsay().copy(SHOP));
        hear("presence", "192.168.0.7", "shop", "from a copy of this node");
        assertEquals(
                Optional.of(
                        "presence by multicast of 'shop' from 192.168.0.7 on eth0, refused: from a copy of this node"
                                + " (3 times, last 7 s ago)"),
                hearsay().copy(SHOP));
        assertEquals("long ago", Optional.empty(), new Hearsay(beacons, NOW.plusSeconds(120)).copy(SHOP));
    }

    private void hear(String kind, String source, String name, String refusal) {
        String id = name.equals("shop") ? SHOP : name.isEmpty() ? "" : "00000000000000bb";
        Beacon beacon = new Beacon("multicast", source, "eth0", kind, id, name, "", refusal);
        beacons.add(new HeardBeacon(beacon, 3, NOW.minusSeconds(60), NOW.minusSeconds(7)));
    }

    private Hearsay hearsay() {
        return new Hearsay(beacons, NOW);
    }
}
