package org.multibusiness.sync.engine;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.Test;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.network.NetworkPort;
import org.multibusiness.sync.api.network.NetworkSnapshot;
import org.multibusiness.sync.api.transport.PeerLink;

/** What happens to links when addresses change, and when several addresses of one node answer. */
public class MovesTest {
    private static final NodeId SHOP = new NodeId("1111111111111111");
    private static final NodeId DEPOT = new NodeId("2222222222222222");
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    private record FakeLink(NodeId peer, PeerAddress address, boolean outgoing) implements PeerLink {
        @Override
        public boolean send(byte[] message) {
            return true;
        }

        @Override
        public void close(String reason) {
            throw new AssertionError("nobody may close it here: " + reason);
        }
    }

    private final PeerLink dialled = new FakeLink(SHOP, new PeerAddress("10.0.0.7", 8765), true);
    private final PeerLink accepted = new FakeLink(DEPOT, new PeerAddress("10.0.0.8", 51000), false);

    @Test
    public void whoLosesAnAddressDialsAnewWhomItHadDialled() {
        OwnMoves moves = new OwnMoves();
        assertTrue("the first look", look(moves, 95, "10.0.0.1").isEmpty());
        assertTrue("one more address", look(moves, 95, "10.0.0.1", "fd00::1").isEmpty());
        assertEquals(List.of(dialled.address()), look(moves, 95, "10.0.0.99", "fd00::1"));
        assertTrue("said once", look(moves, 95, "10.0.0.99", "fd00::1").isEmpty());
    }

    @Test
    public void aDockerBridgeThatGoesMeansNothingAndWithoutAnyAddressThereIsNothingToDialWith() {
        OwnMoves moves = new OwnMoves();
        look(moves, 95, "10.0.0.1");
        assertTrue(look(moves, 2, "172.17.0.1").isEmpty());
        assertEquals("with the next address", List.of(dialled.address()), look(moves, 95, "10.0.0.2"));
    }

    private List<PeerAddress> look(OwnMoves moves, int priority, String... addresses) {
        NetworkPort port = new NetworkPort("eth0", "Ethernet", priority, List.of(addresses), true, "");
        NetworkSnapshot snapshot = new NetworkSnapshot(List.of(port), List.of(), addresses[0], "");
        return moves.look(Optional.of(snapshot), List.of(dialled, accepted));
    }

    @Test
    public void onlyALinkThatStandsAndLivesMakesAnotherOneNeedless() {
        Links links = new Links();
        long number = links.add(accepted, T0);
        links.heard(number, T0.plusSeconds(9));
        assertTrue(links.isServed(DEPOT, T0.plusSeconds(10)));
        assertFalse("somebody else", links.isServed(SHOP, T0.plusSeconds(10)));
        assertFalse("silent for too long", links.isServed(DEPOT, T0.plusSeconds(14)));
        links.heard(number, T0.plusSeconds(1));
        assertFalse("both may be dialling at once", links.isServed(DEPOT, T0.plusSeconds(4)));
        links.heard(number, T0.plusSeconds(9));
        links.remove(accepted);
        assertFalse(links.isServed(DEPOT, T0.plusSeconds(10)));
    }

    @Test
    public void aPeerIsSilentWhenNoneOfItsLinksSaysAnything() {
        Links links = new Links();
        long number = links.add(accepted, T0);
        assertEquals("it is new", Set.of(), links.silent(T0.plusSeconds(4)));
        assertEquals(Set.of(DEPOT), links.silent(T0.plusSeconds(5)));
        links.heard(number, T0.plusSeconds(6));
        assertEquals(Set.of(), links.silent(T0.plusSeconds(10)));
        assertEquals(Set.of(DEPOT), links.silent(T0.plusSeconds(11)));
        links.add(new FakeLink(DEPOT, new PeerAddress("10.0.0.9", 8765), true), T0.plusSeconds(11));
        assertEquals("by another one it is heard", Set.of(), links.silent(T0.plusSeconds(12)));
    }

    @Test
    public void ofTwoAddressesThatAnswerTheSecondIsGivenUpByTheSideThatDialled() {
        Links links = new Links();
        links.add(dialled, T0);
        PeerLink second = new FakeLink(SHOP, new PeerAddress("192.168.7.7", 8765), true);
        assertTrue(links.isSecondOfRound(second, T0.plusMillis(300)));
        assertFalse("a later dial has its reasons", links.isSecondOfRound(second, T0.plusSeconds(6)));
        PeerLink theirs = new FakeLink(SHOP, new PeerAddress("10.0.0.7", 51001), false);
        assertFalse("the other side's dial", links.isSecondOfRound(theirs, T0.plusMillis(300)));
        links.remove(dialled);
        assertFalse(links.isSecondOfRound(second, T0.plusMillis(300)));
    }
}
