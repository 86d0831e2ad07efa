package org.multibusiness.sync.discovery.multicast;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.rules.ExternalResource;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.Beacon;
import org.multibusiness.sync.api.discovery.BeaconLedger;
import org.multibusiness.sync.api.discovery.CandidateListener;
import org.multibusiness.sync.api.discovery.HeardBeacon;
import org.multibusiness.sync.api.discovery.PeerCandidate;
import org.multibusiness.sync.testkit.LoopbackNetwork;
import org.multibusiness.sync.testkit.TestNode;
import org.multibusiness.sync.testkit.TestSecurity;

/** Several nodes on the loopback interface and a port of their own, and a stranger who may send and overhear anything. */
final class Lab extends ExternalResource {
    static final String KEY = "the key of this group";

    final InetSocketAddress group = new InetSocketAddress("224.0.0.251", freePort());
    final List<Node> nodes = new ArrayList<>();
    final List<byte[]> overheard = new CopyOnWriteArrayList<>();
    private final GroupSender stranger = new GroupSender(group);
    private final List<GroupReceiver> ears = new ArrayList<>();

    /** A node of the lab. */
    final class Node implements CandidateListener, BeaconLedger {
        private static final int MOST_WORDS = 5_000;

        final AtomicInteger dialable = new AtomicInteger();
        final Map<Beacon, Integer> beacons = new ConcurrentHashMap<>();
        final NodeId id;
        final TestNode local;
        final LoopbackNetwork network = new LoopbackNetwork();
        final List<String> heard = new CopyOnWriteArrayList<>();
        final TestSecurity security;
        final MulticastDiscovery discovery;

        private Node(NodeId id, String name, int port, String key, Settings settings) {
            this.id = id;
            this.local = new TestNode(id, name, port);
            this.security = new TestSecurity(id, key);
            this.discovery = new MulticastDiscovery(
                    settings,
                    () -> local,
                    security,
                    network,
                    Incarnation.next(null, Clock.systemUTC().millis()));
            discovery.noteIn(this);
            discovery.addListener(this, () -> this);
        }

        List<PeerCandidate> candidates(NodeId of) {
            return discovery.candidates().stream()
                    .filter(candidate -> of.equals(candidate.node()))
                    .toList();
        }

        boolean knows(Node other) {
            return candidates(other.id).stream()
                    .anyMatch(candidate -> candidate.standing() == PeerCandidate.Standing.AUTHENTIC);
        }

        boolean listens() {
            return discovery.condition().startsWith("listening");
        }

        long refused(Refusal refusal) {
            return discovery.refusals().of(refusal);
        }

        void stop() {
            if (nodes.remove(this)) {
                discovery.deactivate();
            }
        }

        boolean noted(String kind, String name, String refusal) {
            return beacons.keySet().stream()
                    .anyMatch(beacon -> beacon.kind().equals(kind)
                            && beacon.name().equals(name)
                            && beacon.refusal().equals(refusal));
        }

        @Override
        public void heard(Beacon beacon, Instant now) {
            if (beacons.size() < 1_000) {
                beacons.merge(beacon, 1, Integer::sum);
            }
        }

        @Override
        public List<HeardBeacon> beacons() {
            return List.of();
        }

        @Override
        public void candidateSeen(String name, PeerCandidate candidate) {
            if (candidate.standing() == PeerCandidate.Standing.AUTHENTIC) {
                dialable.incrementAndGet();
            }
            if (heard.size() < MOST_WORDS) {
                heard.add("seen " + candidate.name() + " " + candidate.standing());
            }
        }

        @Override
        public void candidateGone(String name, PeerCandidate candidate, boolean saidGoodbye) {
            if (heard.size() < MOST_WORDS) {
                heard.add("gone " + candidate.name() + (saidGoodbye ? " with goodbye" : " in silence"));
            }
        }
    }

    Node start(String name) {
        return start(name, 8765, KEY, settings(Duration.ofMinutes(2)));
    }

    Node start(String name, int port, String key, Settings settings) {
        Node node =
                new Node(new NodeId(String.format("%016x", name.hashCode() & 0xffffffffL)), name, port, key, settings);
        nodes.add(node);
        return node;
    }

    /** An interval so long that nothing in a test is owed to it. */
    Settings settings(Duration peerTimeout) {
        return new Settings(group, Duration.ofHours(1), peerTimeout, List.of());
    }

    void send(String message) {
        send(message.getBytes(StandardCharsets.UTF_8));
    }

    void send(byte[] message) {
        stranger.send(message, Segment.of(LoopbackNetwork.at("127.0.0.1").interfaces()));
    }

    /** From now on everything on the group is overheard. */
    void overhear() throws IOException {
        GroupReceiver ear = GroupReceiver.open(group, (datagram, source) -> overheard.add(datagram));
        ears.add(ear);
        ear.join(Segment.of(LoopbackNetwork.at("127.0.0.1").interfaces()));
    }

    List<byte[]> overheardFrom(Node node, String type) {
        return overheard.stream()
                .filter(datagram -> {
                    String text = new String(datagram, StandardCharsets.UTF_8);
                    return text.contains(node.id.value()) && text.contains("\"type\":\"" + type + "\"");
                })
                .toList();
    }

    @Override
    protected void after() {
        List.copyOf(nodes).forEach(Node::stop);
        ears.forEach(GroupReceiver::close);
    }

    static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("sync-multicast"))
                .count();
    }

    private static int freePort() {
        try (DatagramSocket socket = new DatagramSocket(0)) {
            return socket.getLocalPort();
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }
}
