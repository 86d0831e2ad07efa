package org.multibusiness.sync.engine;

import static org.junit.Assert.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.Test;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.discovery.KnownPeer;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.discovery.PeerCandidate.Standing;
import org.multibusiness.sync.api.doctor.NodeFacts;
import org.multibusiness.sync.api.doctor.PeerSighting;

/** What linked peers are told. */
public class AcquaintancesTest {
    private static final Instant NOON = Instant.parse("2026-07-29T12:00:00Z");
    private static final NodeId US = new NodeId("ffffffffffffffff");
    private static final PeerSighting ITSELF = PeerSighting.ofItself(US, List.of("dns", "manual"));

    @Test
    public void whatANodeTellsOfItselfComesFirstSoThatNoFloodOfOthersDisplacesIt() {
        List<PeerSighting> told = told(Optional.of(ITSELF), 300, Standing.AUTHENTIC);

        assertEquals(PeerSighting.MOST, told.size());
        assertEquals(ITSELF, told.get(0));
    }

    @Test
    public void theDiscoveriesThatRunAreReadFromItAndAFormerVersionTellsNone() {
        NodeFacts.Told now = new NodeFacts.Told("us", NOON, told(Optional.of(ITSELF), 2, Standing.AUTHENTIC));
        NodeFacts.Told formerly = new NodeFacts.Told("us", NOON, told(Optional.empty(), 2, Standing.AUTHENTIC));

        assertEquals(Optional.of(List.of("dns", "manual")), now.discoveries(US));
        assertEquals(Optional.empty(), formerly.discoveries(US));
    }

    @Test
    public void whoShowsAnotherKeyIsNotPassedOn() {
        assertEquals(List.of(ITSELF), told(Optional.of(ITSELF), 3, Standing.WRONG_KEY));
    }

    private static List<PeerSighting> told(Optional<PeerSighting> itself, int known, Standing standing) {
        List<KnownPeer> peers = IntStream.range(0, known)
                .mapToObj(number -> peer(number, standing))
                .toList();
        PeerBoard board = new PeerBoard(VersionVector.EMPTY, Map.of(), peers, List.of());
        return Acquaintances.of(itself, board, List.of(), new Encounters(), NOON);
    }

    private static KnownPeer peer(int number, Standing standing) {
        KnownPeer.KnownAddress address = new KnownPeer.KnownAddress(
                new PeerAddress("10.0.0.1", 8765 + number), Set.of("multicast"), "", "", "", "");
        return new KnownPeer(String.format("%016x", number), "branch", "1.0.0", standing, List.of(address));
    }
}
