package org.multibusiness.sync.engine;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.KnownPeer.KnownAddress;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.discovery.PeerCandidate;
import org.multibusiness.sync.api.discovery.PeerCandidate.Standing;
import org.multibusiness.sync.api.transport.DialFailure;

/** Whom the node dials, when, and what it remembers. */
public class KnownPeersTest {
    private static final NodeId SELF = new NodeId("5555555555555555");
    private static final NodeId SMALLER = new NodeId("1111111111111111");
    private static final NodeId LARGER = new NodeId("9999999999999999");
    private static final PeerAddress FIRST = new PeerAddress("10.0.0.1", 8765);
    private static final PeerAddress SECOND = new PeerAddress("10.0.0.2", 8765);
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    private final KnownPeers peers = new KnownPeers(() -> 0.5);

    @Test
    public void aCandidateIsDialledAtOnceByTheSmallerIdAndALittleLaterByTheLarger() {
        peers.seen("multicast", candidate(LARGER, Standing.AUTHENTIC, FIRST));
        peers.seen("multicast", candidate(SMALLER, Standing.AUTHENTIC, SECOND));
        assertEquals(List.of(FIRST), due(T0));
        assertEquals(List.of(SECOND), due(T0.plusMillis(800)));
    }

    @Test
    public void predecessorsAndForeignGroupsAreListedButNeverDialled() {
        peers.seen("multicast", candidate(LARGER, Standing.PREDECESSOR, FIRST));
        peers.seen("multicast", candidate(SMALLER, Standing.WRONG_KEY, SECOND));
        assertTrue(due(T0).isEmpty());
        assertEquals(2, peers.view().size());
    }

    @Test
    public void aDialThatMeetsAnotherKeyIsToldAndTriedAgainAndForgottenOnceALinkIsUp() {
        peers.seen("multicast", candidate(LARGER, Standing.AUTHENTIC, FIRST));
        assertEquals(List.of(FIRST), due(T0));
        peers.failed(FIRST, new DialFailure(DialFailure.Cause.WRONG_KEY, "another key"), T0);
        assertEquals(Standing.WRONG_KEY, peers.view().get(0).standing());
        assertEquals("it may be mended there", List.of(FIRST), due(T0.plusSeconds(60)));
        peers.linked(LARGER, "other", FIRST, true, T0);
        assertEquals(Standing.AUTHENTIC, peers.view().get(0).standing());
    }

    @Test
    public void theNextAddressIsTriedWhileTheFirstIsPendingAndTheWinnerFirstNextTime() {
        peers.seen("multicast", candidate(LARGER, Standing.AUTHENTIC, FIRST, SECOND));
        assertEquals(List.of(FIRST), due(T0));
        assertTrue("not yet", due(T0.plusMillis(200)).isEmpty());
        assertEquals(List.of(SECOND), due(T0.plusMillis(250)));
        assertTrue("both are under way", due(T0.plusMillis(500)).isEmpty());
        peers.linked(LARGER, "branch-b", SECOND, true, T0.plusMillis(600));
        peers.unlinked(LARGER, T0.plusSeconds(60));
        assertEquals(List.of(SECOND), due(T0.plusSeconds(62)));
        assertEquals(SECOND, peers.view().get(0).addresses().get(0).address());
    }

    @Test
    public void aLinkedPeerThatNobodyNamesAnyMoreIsListedUntilTheLinkEnds() {
        PeerCandidate heard = candidate(LARGER, Standing.AUTHENTIC, FIRST);
        peers.seen("multicast", heard);
        peers.linked(LARGER, "branch-b", FIRST, false, T0);
        peers.gone("multicast", heard);
        assertEquals(1, peers.view().size());

        peers.unlinked(LARGER, T0.plusSeconds(30));
        assertEquals(List.of(), peers.view());
    }

    @Test
    public void aLinkThatNeverCameIntoUseIsTriedAgainMoreAndMoreSeldom() {
        peers.seen("multicast", candidate(LARGER, Standing.AUTHENTIC, FIRST));
        Instant now = T0;
        int dials = 0;
        for (int second = 0; second < 60; second++) {
            now = T0.plusSeconds(second);
            if (!due(now).isEmpty()) {
                dials++;
                peers.unlinked(LARGER, now.plusMillis(50));
            }
        }
        assertTrue("dialled " + dials + " times in a minute", dials > 3 && dials < 10);

        peers.linked(LARGER, "branch-b", FIRST, false, now);
        peers.unlinked(LARGER, now.plusSeconds(60));
        assertEquals("it was in use: soon again", List.of(FIRST), due(now.plusSeconds(61)));
    }

    @Test
    public void aFailureMovesOnToTheNextAddressAtOnceAndPausesAfterTheLast() {
        peers.seen("multicast", candidate(LARGER, Standing.AUTHENTIC, FIRST, SECOND));
        assertEquals(List.of(FIRST), due(T0));
        peers.failed(FIRST, new DialFailure(DialFailure.Cause.REFUSED, "refused"), T0);
        assertEquals(List.of(SECOND), due(T0.plusMillis(1)));
        peers.failed(SECOND, new DialFailure(DialFailure.Cause.TIMED_OUT, "no answer"), T0.plusMillis(2));
        assertTrue("back-off", due(T0.plusMillis(100)).isEmpty());
        assertEquals(List.of(FIRST), due(T0.plusSeconds(1)));
    }

    @Test
    public void aDialWithoutAnyWordIsGivenUp() {
        peers.seen("multicast", candidate(LARGER, Standing.AUTHENTIC, FIRST));
        assertEquals(List.of(FIRST), due(T0));
        assertTrue(due(T0.plusSeconds(14)).isEmpty());
        assertTrue("the round is over", due(T0.plusSeconds(15)).isEmpty());
        assertEquals(List.of(FIRST), due(T0.plusSeconds(16)));
    }

    @Test
    public void everyAddressTellsWhoNamesItAndHowItWent() {
        peers.seen("multicast", candidate(LARGER, Standing.AUTHENTIC, FIRST, SECOND));
        peers.seen("last-known", candidate(LARGER, Standing.UNPROVEN, SECOND));
        due(T0);
        peers.failed(FIRST, new DialFailure(DialFailure.Cause.TIMED_OUT, "no answer within 5 s"), T0);
        due(T0.plusMillis(1));
        peers.linked(LARGER, "branch-b", SECOND, true, T0.plusMillis(9));
        assertEquals(
                List.of(
                        new KnownAddress(
                                SECOND,
                                Set.of("multicast", "last-known"),
                                "linked",
                                "linked",
                                T0.plusMillis(1).toString(),
                                T0.plusMillis(9).toString()),
                        new KnownAddress(
                                FIRST, Set.of("multicast"), "timed-out", "no answer within 5 s", T0.toString(), "")),
                peers.view().get(0).addresses());
    }

    @Test
    public void anAnnouncementWithoutTheWinningAddressMeansThatThePeerHasMoved() {
        peers.seen("multicast", candidate(LARGER, Standing.AUTHENTIC, FIRST));
        due(T0);
        peers.linked(LARGER, "branch-b", FIRST, true, T0);
        assertEquals(Optional.of(SECOND), peers.seen("multicast", candidate(LARGER, Standing.AUTHENTIC, SECOND)));
        assertEquals(
                "said once", Optional.empty(), peers.seen("multicast", candidate(LARGER, Standing.AUTHENTIC, SECOND)));
        assertEquals(
                List.of(SECOND),
                peers.view().get(0).addresses().stream()
                        .map(KnownAddress::address)
                        .toList());
    }

    @Test
    public void aStrangersWordIsNoMove() {
        peers.seen("multicast", candidate(LARGER, Standing.AUTHENTIC, FIRST));
        due(T0);
        peers.linked(LARGER, "branch-b", FIRST, true, T0);
        assertEquals(Optional.empty(), peers.seen("mdns", candidate(LARGER, Standing.UNPROVEN, SECOND)));
        assertEquals(2, peers.view().get(0).addresses().size());
    }

    @Test
    public void aNewAddressIsTriedWithoutWaitingForThePauseToEnd() {
        peers.seen("multicast", candidate(SMALLER, Standing.AUTHENTIC, FIRST));
        due(T0);
        due(T0.plusSeconds(1));
        peers.failed(FIRST, new DialFailure(DialFailure.Cause.TIMED_OUT, "no answer"), T0.plusSeconds(6));
        peers.seen("multicast", candidate(SMALLER, Standing.AUTHENTIC, SECOND));
        assertTrue("the smaller id dials first", due(T0.plusMillis(6_001)).isEmpty());
        assertEquals(List.of(SECOND), due(T0.plusMillis(6_800)));
    }

    @Test
    public void aWrongWordOfOneDiscoveryTakesNothingFromTheProofOfAnother() {
        peers.seen("multicast", candidate(LARGER, Standing.AUTHENTIC, FIRST));
        peers.seen("mdns", candidate(LARGER, Standing.WRONG_KEY, FIRST));
        assertEquals(Standing.AUTHENTIC, peers.view().get(0).standing());
        assertEquals(List.of(FIRST), due(T0));
        peers.gone("multicast", candidate(LARGER, Standing.AUTHENTIC, FIRST));
        assertEquals(Standing.WRONG_KEY, peers.view().get(0).standing());
    }

    @Test
    public void inventedNodesMakeRoomForRealOnes() {
        for (int i = 0; i < 5_000; i++) {
            NodeId invented = new NodeId(String.format("%016x", i));
            peers.seen("multicast", candidate(invented, Standing.WRONG_KEY, new PeerAddress("10.1.0.1", 1 + i)));
        }
        peers.seen("multicast", candidate(LARGER, Standing.AUTHENTIC, FIRST));
        assertEquals(List.of(FIRST), due(T0));
    }

    @Test
    public void pausesGrowWithFailuresUpToHalfAMinute() {
        peers.seen("manual", candidate(null, Standing.UNPROVEN, FIRST));
        Instant now = T0;
        for (int i = 0; i < 20; i++) {
            assertEquals(List.of(FIRST), due(now));
            peers.failed(FIRST, new DialFailure(DialFailure.Cause.REFUSED, "refused"), now);
            now = now.plusSeconds(30);
        }
        assertTrue(due(now.minusSeconds(20)).isEmpty());
    }

    @Test
    public void ourOwnNameIsNobodyAndDialledAgainOnlyAfterTenMinutes() {
        peers.seen("dns", candidate(null, Standing.UNPROVEN, FIRST));
        assertEquals(List.of(FIRST), due(T0));
        peers.failed(FIRST, new DialFailure(DialFailure.Cause.SELF, "that is this node"), T0);

        assertEquals(List.of(), peers.view());
        assertTrue(due(T0.plusSeconds(600)).isEmpty());
        assertEquals("it may lead elsewhere by now", List.of(FIRST), due(T0.plusSeconds(601)));
        assertEquals("until something else is known", List.of(), peers.view());
        peers.linked(LARGER, "branch-b", FIRST, true, T0.plusSeconds(602));
        assertEquals(LARGER.value(), peers.view().get(0).nodeId());
    }

    @Test
    public void thatANameLeadsToOurselvesIsNewOnceAndAgainWhenItHadLedElsewhere() {
        DialFailure self = new DialFailure(DialFailure.Cause.SELF, "that is this node");
        peers.seen("dns", candidate(null, Standing.UNPROVEN, FIRST));
        due(T0);
        assertFalse("news", peers.isOurOwn(FIRST));
        peers.failed(FIRST, self, T0);
        assertEquals(List.of(FIRST), due(T0.plusSeconds(601)));
        assertTrue("no news", peers.isOurOwn(FIRST));
        peers.failed(FIRST, new DialFailure(DialFailure.Cause.REFUSED, "refused"), T0.plusSeconds(601));
        assertFalse("news", peers.isOurOwn(FIRST));
    }

    @Test
    public void ofANameForAllBranchesTheOthersAreDialledOn() {
        peers.seen("dns", candidate(null, Standing.UNPROVEN, FIRST, SECOND));
        assertEquals(List.of(FIRST), due(T0));
        peers.failed(FIRST, new DialFailure(DialFailure.Cause.SELF, "that is this node"), T0);
        assertEquals(List.of(SECOND), due(T0.plusMillis(1)));
        peers.failed(SECOND, new DialFailure(DialFailure.Cause.REFUSED, "refused"), T0.plusMillis(2));

        assertEquals(1, peers.view().size());
        assertEquals(List.of(SECOND), due(T0.plusSeconds(60)));
    }

    @Test
    public void aNameIsNotOverwrittenByTheAddressUnderWhichSomebodyNamesIt() {
        peers.linked(LARGER, "Bakery", FIRST, true, T0);
        peers.seen("manual", named(null, Standing.UNPROVEN, "10.0.0.1:8765"));
        assertEquals("Bakery", peers.view().get(0).name());
        peers.seen("introduced", named(LARGER, Standing.UNPROVEN, "what another one calls it"));
        assertEquals("Bakery", peers.view().get(0).name());

        peers.seen("multicast", named(LARGER, Standing.AUTHENTIC, "Bakery West"));
        assertEquals(
                "it has another name now", "Bakery West", peers.view().get(0).name());
    }

    @Test
    public void whoTellsStrangersNoNameIsCalledByItsIdUntilALinkTellsTheNameAndKeepsIt() {
        peers.seen("multicast", named(LARGER, Standing.AUTHENTIC, LARGER.value()));
        assertEquals(LARGER.value(), peers.view().get(0).name());
        peers.linked(LARGER, "Bakery", FIRST, true, T0);
        peers.seen("multicast", named(LARGER, Standing.AUTHENTIC, LARGER.value()));
        peers.seen("mdns", named(LARGER, Standing.UNPROVEN, LARGER.value()));
        assertEquals("Bakery", peers.view().get(0).name());
    }

    @Test
    public void whoIsKnownByItsAddressGetsTheNameThatIsTold() {
        peers.seen("last-known", named(LARGER, Standing.UNPROVEN, "from the database"));
        peers.seen("mdns", named(LARGER, Standing.UNPROVEN, "Bakery"));
        assertEquals("Bakery", peers.view().get(0).name());
    }

    @Test
    public void aManualAddressIsMergedWithTheNodeThatAnswersThere() {
        peers.seen("manual", candidate(null, Standing.UNPROVEN, FIRST));
        due(T0);
        peers.linked(LARGER, "branch-b", FIRST, true, T0);
        assertEquals(1, peers.view().size());
        assertEquals(LARGER.value(), peers.view().get(0).nodeId());
        assertTrue(peers.due(Set.of(LARGER), SELF, T0.plusSeconds(60)).isEmpty());
    }

    @Test
    public void aNameWithTwoAddressesIsMergedWithTheNodeThatAnswersAtTheSecond() {
        peers.seen("dns", candidate(null, Standing.UNPROVEN, FIRST, SECOND));
        due(T0);
        peers.linked(LARGER, "branch-b", SECOND, true, T0);
        assertEquals(1, peers.view().size());
        assertTrue(peers.due(Set.of(LARGER), SELF, T0.plusSeconds(60)).isEmpty());
    }

    @Test
    public void aStrangersAddressThatLeadsToALinkedPeerBecomesOneOfItsAddresses() {
        peers.linked(LARGER, "branch-b", FIRST, false, T0);
        peers.seen("manual", candidate(null, Standing.UNPROVEN, SECOND));
        assertEquals(List.of(SECOND), peers.due(Set.of(LARGER), SELF, T0));
        assertTrue(peers.isStranger(SECOND));

        peers.turnedOut(SECOND, LARGER, T0.plusMillis(5));

        assertFalse(peers.isStranger(SECOND));
        assertEquals(1, peers.view().size());
        assertEquals("linked", peers.view().get(0).addresses().get(0).outcome());
        assertTrue(peers.due(Set.of(LARGER), SELF, T0.plusSeconds(60)).isEmpty());
        peers.unlinked(LARGER, T0.plusSeconds(60));
        assertEquals("there it is dialled", List.of(SECOND), due(T0.plusSeconds(62)));
    }

    @Test
    public void ofADiscoveryThatStoppedOnlyTheAddressesThatLedToALinkAreKept() {
        peers.seen("multicast", candidate(LARGER, Standing.AUTHENTIC, FIRST, SECOND));
        peers.seen("multicast", candidate(SMALLER, Standing.WRONG_KEY, new PeerAddress("10.0.0.3", 8765)));
        peers.linked(LARGER, "branch-b", FIRST, true, T0);

        peers.withdrawn("multicast");

        assertEquals(1, peers.view().size());
        assertEquals(
                List.of(new KnownAddress(FIRST, Set.of("last-known"), "linked", "linked", "", T0.toString())),
                peers.view().get(0).addresses());
    }

    @Test
    public void aLinkedPeerIsNotForgottenWhenNobodyNamesItAnyMore() {
        PeerCandidate candidate = candidate(LARGER, Standing.AUTHENTIC, FIRST);
        peers.seen("mdns", candidate);
        peers.linked(LARGER, "branch-b", FIRST, false, T0);
        peers.gone("mdns", candidate);
        assertEquals(LARGER.value(), peers.view().get(0).nodeId());
        peers.withdrawn("mdns");
        assertEquals(LARGER.value(), peers.view().get(0).nodeId());
    }

    @Test
    public void aLinkThatGoesDownIsDialledAgainSoon() {
        peers.seen("multicast", candidate(LARGER, Standing.AUTHENTIC, FIRST));
        due(T0);
        peers.linked(LARGER, "branch-b", FIRST, true, T0);
        peers.unlinked(LARGER, T0);
        assertTrue(due(T0).isEmpty());
        assertEquals(List.of(FIRST), due(T0.plusSeconds(1)));
    }

    @Test
    public void anAddressIsForgottenWhenNobodyNamesItAnyMore() {
        PeerCandidate candidate = candidate(LARGER, Standing.AUTHENTIC, FIRST);
        peers.seen("multicast", candidate);
        peers.seen("last-known", candidate);
        peers.gone("multicast", candidate);
        assertEquals(1, peers.view().size());
        peers.gone("last-known", candidate);
        assertTrue(peers.view().isEmpty());
    }

    @Test
    public void aFloodOfInventedPeersIsBounded() {
        for (int i = 0; i < 5_000; i++) {
            NodeId invented = new NodeId(String.format("%016x", i));
            peers.seen("multicast", candidate(invented, Standing.WRONG_KEY, new PeerAddress("10.1.0.1", 1 + i)));
        }
        assertTrue(peers.view().size() <= 512);
    }

    private List<PeerAddress> due(Instant now) {
        return peers.due(Set.of(), SELF, now);
    }

    private static PeerCandidate named(@Nullable NodeId node, Standing standing, String name) {
        return new PeerCandidate(node, name, List.of(FIRST), "1.0.0", "", standing);
    }

    private static PeerCandidate candidate(@Nullable NodeId node, Standing standing, PeerAddress... addresses) {
        return new PeerCandidate(node, "branch", List.of(addresses), "1.0.0", "", standing);
    }
}
