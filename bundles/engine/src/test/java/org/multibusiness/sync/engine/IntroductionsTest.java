package org.multibusiness.sync.engine;

import static org.junit.Assert.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.Test;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.KnownPeer;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.discovery.PeerCandidate;
import org.multibusiness.sync.api.discovery.PeerCandidate.Standing;
import org.multibusiness.sync.api.doctor.PeerSighting;

public class IntroductionsTest {
    private static final Instant NOON = Instant.parse("2026-07-29T12:00:00Z");
    private static final NodeId US = new NodeId("00000000000000a1");
    private static final NodeId TELLER = new NodeId("00000000000000b2");
    private static final NodeId OTHER_TELLER = new NodeId("00000000000000d4");
    private static final NodeId FAR = new NodeId("00000000000000c3");
    private static final PeerAddress WHERE = new PeerAddress("10.9.0.3", 8765);

    private final KnownPeers peers = new KnownPeers(() -> 0);
    private final Introductions introductions = new Introductions(peers);

    @Test
    public void whomAPeerIsLinkedWithIsDialledAlthoughNobodyElseNamesIt() {
        introductions.told(TELLER, List.of(sighting(FAR, PeerSighting.State.LINKED)), US);

        assertEquals(Set.of("introduced"), provenance());
        assertEquals(List.of(WHERE), peers.due(Set.of(), new NodeId("0000000000000001"), NOON));
    }

    @Test
    public void whomAPeerMerelyRemembersIsNotPassedOn() {
        introductions.told(TELLER, List.of(sighting(FAR, PeerSighting.State.EXPECTED)), US);

        assertEquals(List.of(), peers.view());
    }

    @Test
    public void whatAPeerTellsOfItselfIntroducesNobody() {
        introductions.told(TELLER, List.of(PeerSighting.ofItself(TELLER, List.of("dns"))), US);

        assertEquals(List.of(), peers.view());
    }

    @Test
    public void weAreNotIntroducedToOurselves() {
        introductions.told(TELLER, List.of(sighting(US, PeerSighting.State.LINKED)), US);

        assertEquals(List.of(), peers.view());
    }

    @Test
    public void whoIsHeardHereNeedsNoIntroductionAndKeepsItsStanding() {
        peers.seen(
                "multicast",
                new PeerCandidate(
                        FAR, "far", List.of(new PeerAddress("10.9.0.4", 8765)), "1.0.0", "", Standing.AUTHENTIC));

        introductions.told(TELLER, List.of(sighting(FAR, PeerSighting.State.LINKED)), US);

        assertEquals(Set.of("multicast"), provenance());
        assertEquals(Standing.AUTHENTIC, peers.view().get(0).standing());
    }

    @Test
    public void whatIsNoLongerToldIsForgottenUnlessSomebodyElseTellsIt() {
        introductions.told(TELLER, List.of(sighting(FAR, PeerSighting.State.LINKED)), US);
        introductions.told(OTHER_TELLER, List.of(sighting(FAR, PeerSighting.State.HEARD)), US);

        introductions.told(TELLER, List.of(), US);
        assertEquals(Set.of("introduced"), provenance());

        introductions.forgotten(OTHER_TELLER);
        assertEquals(List.of(), peers.view());
    }

    @Test
    public void onePeerFillsNotTheDirectory() {
        List<PeerSighting> many = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            many.add(sighting(new NodeId(String.format("%016x", 0xF000 + i)), PeerSighting.State.LINKED));
        }

        introductions.told(TELLER, many, US);

        assertEquals(64, peers.view().size());
    }

    private Set<String> provenance() {
        KnownPeer peer = peers.peer(FAR).orElseThrow();
        return Set.copyOf(Acquaintances.via(peer));
    }

    private static PeerSighting sighting(NodeId node, PeerSighting.State state) {
        return new PeerSighting(node, "far", state, List.of("multicast"), List.of(WHERE), new PeerSighting.Last(1, ""));
    }
}
