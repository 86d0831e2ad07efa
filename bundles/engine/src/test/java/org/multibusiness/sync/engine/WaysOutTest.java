package org.multibusiness.sync.engine;

import static org.junit.Assert.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.discovery.PeerCandidate;
import org.multibusiness.sync.api.discovery.PeerCandidate.Standing;

/** A linked peer whose name leads elsewhere: a good link stays, a silent one is left by the new address. */
public class WaysOutTest {
    private static final NodeId SELF = new NodeId("5555555555555555");
    private static final NodeId SMALLER = new NodeId("1111111111111111");
    private static final NodeId LARGER = new NodeId("9999999999999999");
    private static final PeerAddress FIRST = new PeerAddress("10.0.0.1", 8765);
    private static final PeerAddress SECOND = new PeerAddress("10.0.0.2", 8765);
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    private final KnownPeers peers = new KnownPeers(() -> 0.5);

    @Test
    public void whoseNameLeadsElsewhereIsDialledThereOnceItsLinkIsSilent() {
        peers.seen("dns", candidate(null, Standing.UNPROVEN, FIRST));
        due(T0);
        peers.linked(LARGER, "branch-b", FIRST, true, T0);
        peers.gone("dns", candidate(null, Standing.UNPROVEN, FIRST));
        peers.seen("dns", candidate(null, Standing.UNPROVEN, SECOND));
        assertEquals(List.of(SECOND), peers.due(Set.of(LARGER), SELF, T0.plusSeconds(60)));
        peers.turnedOut(SECOND, LARGER, T0.plusSeconds(60));

        assertEquals("a good link is left alone", List.of(), peers.waysOut(Set.of(SMALLER)));
        assertEquals(List.of(SECOND), peers.waysOut(Set.of(LARGER)));
        assertEquals("once", List.of(), peers.waysOut(Set.of(LARGER)));
    }

    @Test
    public void anAddressThatWasKnownIsTheWayOutWhenTheOneInUseIsTakenBack() {
        peers.seen("introduced", candidate(LARGER, Standing.UNPROVEN, SECOND));
        peers.seen("dns", candidate(null, Standing.UNPROVEN, FIRST));
        assertEquals(List.of(FIRST), peers.due(Set.of(LARGER), SELF, T0));
        peers.linked(LARGER, "branch-b", FIRST, true, T0);
        peers.seen("dns", candidate(null, Standing.UNPROVEN, FIRST));
        assertEquals("nothing was taken back", List.of(), peers.waysOut(Set.of(LARGER)));

        peers.gone("dns", candidate(null, Standing.UNPROVEN, FIRST));
        peers.seen("dns", candidate(null, Standing.UNPROVEN, SECOND));
        assertEquals(List.of(SECOND), peers.waysOut(Set.of(LARGER)));
    }

    @Test
    public void aSecondAddressOfWhoIsStillNamedAtTheFirstIsNoWayOut() {
        peers.seen("manual", candidate(null, Standing.UNPROVEN, FIRST));
        due(T0);
        peers.linked(LARGER, "branch-b", FIRST, true, T0);
        peers.seen("dns", candidate(null, Standing.UNPROVEN, SECOND));
        peers.turnedOut(SECOND, LARGER, T0.plusSeconds(60));

        assertEquals(List.of(), peers.waysOut(Set.of(LARGER)));
    }

    @Test
    public void aWayOutIsForgottenWhenTheLinkEndsOrTheAddressIsTakenBack() {
        peers.linked(LARGER, "branch-b", FIRST, false, T0);
        peers.seen("dns", candidate(null, Standing.UNPROVEN, SECOND));
        peers.turnedOut(SECOND, LARGER, T0.plusSeconds(10));
        peers.gone("dns", candidate(null, Standing.UNPROVEN, SECOND));
        assertEquals(List.of(), peers.waysOut(Set.of(LARGER)));

        peers.seen("dns", candidate(null, Standing.UNPROVEN, SECOND));
        peers.turnedOut(SECOND, LARGER, T0.plusSeconds(20));
        peers.unlinked(LARGER, T0.plusSeconds(30));
        assertEquals("an ordinary round is due", List.of(), peers.waysOut(Set.of(LARGER)));
    }

    private List<PeerAddress> due(Instant now) {
        return peers.due(Set.of(), SELF, now);
    }

    private static PeerCandidate candidate(@Nullable NodeId node, Standing standing, PeerAddress address) {
        return new PeerCandidate(node, "branch", List.of(address), "1.0.0", "", standing);
    }
}
