package org.multibusiness.sync.engine;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.Test;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.discovery.PeerCandidate;
import org.multibusiness.sync.api.discovery.PeerCandidate.Standing;

/** Links that come up and end at once, each time: whom the node calls how often, and what the log says. */
public class BriefLinksTest {
    private static final NodeId SELF = new NodeId("5555555555555555");
    private static final NodeId LARGER = new NodeId("9999999999999999");
    private static final PeerAddress FIRST = new PeerAddress("10.0.0.1", 8765);
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    private final KnownPeers peers = new KnownPeers(() -> 0.5);

    /** So a copied server fares: the others talk with one of the two only. */
    @Test
    public void whoEndsEveryLinkAtOnceIsCalledMoreAndMoreSeldomAndNamedInTheLogOnceInTenMinutes() {
        peers.seen("multicast", candidate(LARGER, Standing.AUTHENTIC, FIRST));
        int calls = 0;
        int lines = 0;
        for (int tenths = 0; tenths < 6_000; tenths++) {
            Instant now = T0.plusMillis(tenths * 100L);
            if (!due(now).isEmpty()) {
                calls++;
                lines += peers.isNews(LARGER, now) ? 1 : 0;
                peers.linked(LARGER, "branch-b", FIRST, true, now);
                peers.unlinked(LARGER, now.plusMillis(300));
            }
        }
        assertTrue("called " + calls + " times in ten minutes", calls > 20 && calls < 40);
        assertEquals("the first two may be dials that crossed", 2, lines);
        assertTrue("again after ten minutes", peers.isNews(LARGER, T0.plusSeconds(602)));
    }

    @Test
    public void aLinkThatWasOfUseMakesUpForThoseThatEndedAtOnce() {
        peers.seen("multicast", candidate(LARGER, Standing.AUTHENTIC, FIRST));
        for (int minute = 0; minute < 5; minute++) {
            Instant now = T0.plusSeconds(60L * minute);
            assertEquals(List.of(FIRST), due(now));
            peers.linked(LARGER, "branch-b", FIRST, true, now);
            peers.unlinked(LARGER, now.plusMillis(300));
        }
        Instant later = T0.plusSeconds(600);
        peers.linked(LARGER, "branch-b", FIRST, true, later);
        peers.unlinked(LARGER, later.plusSeconds(30));

        assertEquals(List.of(FIRST), due(later.plusSeconds(31)));
        assertTrue(peers.isNews(LARGER, later.plusSeconds(31)));
    }

    private List<PeerAddress> due(Instant now) {
        return peers.due(Set.of(), SELF, now);
    }

    private static PeerCandidate candidate(NodeId node, Standing standing, PeerAddress address) {
        return new PeerCandidate(node, "branch", List.of(address), "1.0.0", "", standing);
    }
}
