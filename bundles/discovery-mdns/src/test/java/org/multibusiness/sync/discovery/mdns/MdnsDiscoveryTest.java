package org.multibusiness.sync.discovery.mdns;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.jmdns.JmDNS;
import javax.jmdns.ServiceInfo;
import org.junit.After;
import org.junit.BeforeClass;
import org.junit.Test;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.Beacon;
import org.multibusiness.sync.api.discovery.BeaconLedger;
import org.multibusiness.sync.api.discovery.CandidateListener;
import org.multibusiness.sync.api.discovery.HeardBeacon;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.discovery.PeerCandidate;
import org.multibusiness.sync.api.discovery.PeerCandidate.Standing;
import org.multibusiness.sync.testkit.LoopbackNetwork;
import org.multibusiness.sync.testkit.TestNode;
import org.multibusiness.sync.testkit.TestSecurity;

/** Real responders, on the loopback interface and a port of their own. */
public class MdnsDiscoveryTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String KEY = "the key of this group";

    private final List<Node> nodes = new ArrayList<>();

    /** A node of the test. */
    private static final class Node implements CandidateListener, BeaconLedger {
        final NodeId id;
        final TestNode local;
        final LoopbackNetwork network = new LoopbackNetwork();
        final List<String> heard = new CopyOnWriteArrayList<>();
        final List<Beacon> beacons = new CopyOnWriteArrayList<>();
        final TestSecurity security;
        final MdnsDiscovery discovery;

        Node(String id, String name, int port, String key) {
            this.id = new NodeId(id);
            this.local = new TestNode(this.id, name, port);
            this.security = new TestSecurity(this.id, key);
            this.discovery = new MdnsDiscovery(Settings.DEFAULTS, () -> local, security, network);
            discovery.noteIn(this);
            discovery.addListener(this, () -> this);
        }

        List<PeerCandidate> candidates(NodeId of) {
            return discovery.candidates().stream()
                    .filter(candidate -> of.equals(candidate.node()))
                    .toList();
        }

        boolean knows(Node other) {
            return !candidates(other.id).isEmpty();
        }

        boolean knows(Node other, String name, String key) {
            return candidates(other.id).stream()
                    .anyMatch(candidate -> candidate.standing() == Standing.UNPROVEN
                            && candidate.name().equals(name)
                            && candidate.keyHash().equals(key));
        }

        @Override
        public void candidateSeen(String name, PeerCandidate candidate) {
            heard.add("seen " + candidate.name() + " " + candidate.standing());
        }

        @Override
        public void candidateGone(String name, PeerCandidate candidate, boolean saidGoodbye) {
            heard.add("gone " + candidate.name() + (saidGoodbye ? " with goodbye" : ""));
        }

        @Override
        public void heard(Beacon beacon, Instant now) {
            beacons.add(beacon);
        }

        @Override
        public List<HeardBeacon> beacons() {
            return List.of();
        }
    }

    @BeforeClass
    public static void chooseAPort() throws IOException {
        try (DatagramSocket free = new DatagramSocket(0)) {
            System.setProperty("net.mdns.port", Integer.toString(free.getLocalPort()));
        }
    }

    private Node start(String id, String name, String key) {
        Node node = new Node(id.repeat(16), name, 8765, key);
        nodes.add(node);
        return node;
    }

    private void stop(Node node) {
        if (nodes.remove(node)) {
            node.discovery.deactivate();
        }
    }

    @After
    public void stopAll() {
        List.copyOf(nodes).forEach(this::stop);
    }

    @Test
    public void twoNodesFindEachOtherAndWhoStopsIsGone() {
        Node depot = start("1", "depot", KEY);
        Node shop = start("2", "shop", KEY);

        await().atMost(SOON).until(() -> depot.knows(shop) && shop.knows(depot));

        PeerCandidate seen = depot.candidates(shop.id).get(0);
        assertEquals("shop", seen.name());
        assertEquals(List.of(new PeerAddress("127.0.0.1", 8765)), seen.addresses());
        assertEquals("1.0.0", seen.version());
        assertEquals(Standing.UNPROVEN, seen.standing());
        assertThat(depot.candidates(depot.id), empty());
        await().atMost(SOON)
                .until(() -> depot.beacons.stream()
                        .anyMatch(beacon -> beacon.nodeId().equals(shop.id.value()) && beacon.followed()));

        stop(shop);

        await().atMost(SOON).until(() -> depot.heard.contains("gone shop"));
        assertThat(depot.candidates(shop.id), empty());
    }

    @Test
    public void aNodeWithAnotherKeyIsListedAndNoted() {
        Node depot = start("1", "depot", KEY);
        Node stranger = start("3", "stranger", "another key");

        await().atMost(SOON).until(() -> depot.knows(stranger));

        assertEquals(Standing.WRONG_KEY, depot.candidates(stranger.id).get(0).standing());
        await().atMost(SOON)
                .until(() -> depot.beacons.stream()
                        .anyMatch(beacon -> beacon.refusal().contains("another registration key")));
    }

    @Test
    public void whoTellsLittleAndWhoTellsAllFindEachOtherAndAnotherTagIsNoOtherServer() throws IOException {
        Node depot = start("1", "depot", KEY);
        Node quiet = start("2", "very-quiet-shop", KEY);
        Node stranger = start("3", "quiet-stranger", "another key");
        quiet.security.tellLittle("noon");
        stranger.security.tellLittle("noon");
        await().atMost(SOON)
                .until(() -> depot.knows(quiet, quiet.id.value(), quiet.security.shown())
                        && quiet.knows(depot)
                        && depot.knows(stranger));
        await().atMost(SOON)
                .until(() -> depot.candidates(stranger.id).get(0).name().equals(stranger.id.value()));
        assertEquals(Standing.UNPROVEN, quiet.candidates(depot.id).get(0).standing());
        assertEquals(Standing.WRONG_KEY, depot.candidates(stranger.id).get(0).standing());

        int before = depot.heard.size();
        try (Eavesdropper ear = new Eavesdropper(Integer.getInteger("net.mdns.port"))) {
            quiet.security.tellLittle("one");
            await().atMost(SOON).until(() -> depot.knows(quiet, quiet.id.value(), quiet.security.shown()));
            assertTrue(ear.heard("TYPE_TXT multibiz " + quiet.id.value().substring(0, 8)));
            assertThat("records that were taken back", ear.takenBack(), empty());
        }

        assertThat(
                depot.heard.subList(before, depot.heard.size()),
                everyItem(equalTo("seen " + quiet.id.value() + " UNPROVEN")));
        assertTrue(depot.beacons.stream()
                .filter(beacon -> beacon.nodeId().equals(quiet.id.value()))
                .allMatch(Beacon::followed));
    }

    @Test
    public void nothingIsAnnouncedUntilATransportListensAndAMovedPortIsFollowed() {
        Node depot = start("1", "depot", KEY);
        Node shop = start("2", "shop", KEY);
        depot.local.listenOn(0);
        await().atMost(SOON).until(() -> depot.knows(shop));
        await().atMost(SOON).until(() -> depot.discovery.condition().contains("no transport accepts links yet"));

        depot.local.listenOn(9001);

        await().atMost(SOON)
                .until(() -> shop.knows(depot)
                        && shop.candidates(depot.id).get(0).addresses().get(0).port() == 9001);
    }

    @Test
    public void anInterfaceThatGoesAndComesBackIsFollowed() {
        Node depot = start("1", "depot", KEY);
        Node shop = start("2", "shop", KEY);
        await().atMost(SOON).until(() -> depot.knows(shop));

        depot.network.goDown();
        depot.discovery.networkChanged(depot.network.snapshot());
        await().atMost(SOON).until(() -> depot.heard.contains("gone shop"));
        assertThat(depot.discovery.condition(), containsString("no interface carries multicast"));

        depot.network.moveTo("127.0.0.1");
        depot.discovery.networkChanged(depot.network.snapshot());
        await().atMost(SOON).until(() -> depot.knows(shop));
    }

    @Test
    public void aServiceThatIsNoneOfOursIsNotedAndNothingMore() throws IOException {
        Node depot = start("1", "depot", KEY);
        try (JmDNS other = JmDNS.create(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), "printer")) {
            other.registerService(ServiceInfo.create(
                    Announcement.TYPE, "evil\u001b[31m", 9, 0, 0, Map.of("id", "../../etc", "name", "evil\u202ename")));

            await().atMost(SOON)
                    .until(() -> depot.beacons.stream()
                            .anyMatch(beacon -> beacon.refusal().contains("no node id")
                                    && beacon.name().equals("evil?name")));
        }
        assertThat(depot.discovery.candidates(), empty());
    }

    @Test
    public void aPortHeldExclusivelyIsNamedAndTakenWhenItIsFree() throws IOException {
        Node depot;
        try (DatagramSocket other = new DatagramSocket(null)) {
            other.setReuseAddress(false);
            other.bind(new InetSocketAddress(Integer.getInteger("net.mdns.port")));
            depot = start("1", "depot", KEY);
            await().atMost(SOON).until(() -> depot.discovery.condition().contains("in use"));
            assertThat(depot.discovery.condition(), containsString("not on " + LoopbackNetwork.NAME));
        }
        Node shop = start("2", "shop", KEY);
        await().atMost(SOON).until(() -> depot.knows(shop) && shop.knows(depot));
        assertThat(depot.discovery.condition(), not(containsString("not on")));
    }

    @Test
    public void afterDeactivationNoThreadAndNoSocketIsLeft() throws IOException {
        Node depot = start("1", "depot", KEY);
        await().atMost(SOON).until(() -> depot.discovery.condition().startsWith("announcing"));

        stop(depot);

        await().atMost(SOON).until(() -> threads().isEmpty());
        try (DatagramSocket exclusive = new DatagramSocket(null)) {
            exclusive.setReuseAddress(false);
            exclusive.bind(new InetSocketAddress(Integer.getInteger("net.mdns.port")));
            assertTrue(exclusive.isBound());
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name ->
                        name.startsWith("sync-mdns") || name.contains("JmDNS") || name.contains("SocketListener"))
                .toList();
    }
}
