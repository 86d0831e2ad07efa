package org.multibusiness.sync.core.replica;

import static org.junit.Assert.assertEquals;
import static org.multibusiness.sync.core.replica.Bench.A;
import static org.multibusiness.sync.core.replica.Bench.C;
import static org.multibusiness.sync.core.replica.Bench.NOON;
import static org.multibusiness.sync.core.replica.Bench.hello;
import static org.multibusiness.sync.core.replica.Bench.replica;
import static org.multibusiness.sync.core.replica.Bench.sent;

import java.util.ArrayList;
import java.util.List;
import org.junit.Test;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.doctor.PeerSighting;
import org.multibusiness.sync.core.wire.Message;

/** Whom we know is told to who can read it: with a new link, after a change, and every half minute. */
public class PeerTalkTest {
    private static final List<PeerSighting> LINKED = List.of(sighting(C, PeerSighting.State.LINKED, 3));

    private final Replica replica = replica(VersionVector.EMPTY);

    @Test
    public void aNewLinkIsToldWithTheNextTick() {
        link(1, List.of("peers"));
        replica.peersAre(LINKED);

        assertEquals(List.of(new Message.Peers(LINKED)), told(1, 1));
        assertEquals("once", List.of(), told(1, 2));
    }

    @Test
    public void whoDoesNotSayThatItCanReadItIsNotTold() {
        link(1, List.of("sync-v2"));
        replica.peersAre(LINKED);

        assertEquals(List.of(), told(1, 1));
    }

    @Test
    public void aChangeIsToldButNotInAFlood() {
        link(1, List.of("peers"));
        replica.peersAre(LINKED);
        told(1, 0);
        List<PeerSighting> heard = List.of(sighting(C, PeerSighting.State.HEARD, 3));
        replica.peersAre(heard);

        assertEquals(List.of(), told(1, 4));
        assertEquals(List.of(new Message.Peers(heard)), told(1, 5));
    }

    @Test
    public void anAgeAloneIsNoChangeAndIsToldEveryHalfMinute() {
        link(1, List.of("peers"));
        replica.peersAre(LINKED);
        told(1, 0);
        List<PeerSighting> older = List.of(sighting(C, PeerSighting.State.LINKED, 40));
        replica.peersAre(older);

        assertEquals(List.of(), told(1, 29));
        assertEquals(List.of(new Message.Peers(older)), told(1, 30));
    }

    @Test
    public void noMoreIsToldThanTheOtherSideTakes() {
        link(1, List.of("peers"));
        List<PeerSighting> many = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            many.add(sighting(new NodeId(String.format("%016x", i)), PeerSighting.State.HEARD, 1));
        }
        replica.peersAre(many);

        assertEquals(PeerSighting.MOST, told(1, 0).get(0).sightings().size());
    }

    @Test
    public void whatIsToldIsHandedOnWithTheTellersName() {
        link(1, List.of());

        List<Effect> effects = replica.received(1, new Message.Peers(LINKED), NOON);

        assertEquals(List.of(new Effect.PeersTold(A, LINKED)), effects);
    }

    private void link(long link, List<String> capabilities) {
        replica.linkUp(link, A, true, NOON);
        Message.Hello hello = hello(A, 1, VersionVector.EMPTY);
        replica.received(
                link,
                new Message.Hello(
                        hello.protocol(),
                        hello.node(),
                        hello.name(),
                        hello.startId(),
                        hello.origin(),
                        hello.version(),
                        capabilities,
                        hello.schema(),
                        hello.clock(),
                        hello.vector(),
                        hello.rules(),
                        hello.branches()),
                NOON);
        replica.received(link, new Message.Chains(0, java.util.Map.of()), NOON);
    }

    private List<Message.Peers> told(long link, long seconds) {
        return sent(Message.Peers.class, link, replica.tick(NOON.plusSeconds(seconds)));
    }

    private static PeerSighting sighting(NodeId node, PeerSighting.State state, long age) {
        return new PeerSighting(
                node,
                "far",
                state,
                List.of("multicast"),
                List.of(new PeerAddress("192.168.0.7", 8765)),
                new PeerSighting.Last(age, ""));
    }
}
