package org.multibusiness.sync.discovery.multicast;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.PeerCandidate;
import org.multibusiness.sync.api.network.NetworkMonitor;
import org.multibusiness.sync.api.network.NetworkPort;
import org.multibusiness.sync.api.network.NetworkSnapshot;
import org.multibusiness.sync.testkit.TestNode;
import org.multibusiness.sync.testkit.TestSecurity;

/**
 * A node in a process of its own, started by a test in a network namespace. Tells on its standard output, with the time, when it
 * starts and whom it knows; ends with its standard input.
 */
final class NamespaceNode implements NetworkMonitor {
    /** On standard input: start the discovery again, in this process, which has warmed up. Anything else asks for its condition. */
    static final char RESTART = 'r';

    private static final long LOOK_MILLIS = 20;
    private static final PrintStream OUT =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    private final NodeId id;
    private final InetSocketAddress group;
    private final List<String> cards;
    private volatile MulticastDiscovery discovery;
    private String lastKnown = "";
    private String lastNetwork = "";

    private NamespaceNode(NodeId id, InetSocketAddress group, List<String> cards) {
        this.id = id;
        this.group = group;
        this.cards = List.copyOf(cards);
        this.discovery = start();
    }

    /** Arguments: node id, port of the group, interfaces, the best first; one that is not there yet may come. */
    public static void main(String[] arguments) throws IOException {
        NamespaceNode node = new NamespaceNode(
                new NodeId(arguments[0]),
                new InetSocketAddress("224.0.0.251", Integer.parseInt(arguments[1])),
                List.of(arguments).subList(2, arguments.length));
        ScheduledThreadPoolExecutor eyes = new ScheduledThreadPoolExecutor(1);
        Future<?> looks = eyes.scheduleWithFixedDelay(node::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        for (int word = System.in.read(); word >= 0; word = System.in.read()) {
            if (word == RESTART) {
                node.discovery.deactivate();
                node.discovery = node.start();
            } else {
                say("condition " + node.discovery.condition());
            }
        }
        looks.cancel(false);
        eyes.shutdownNow();
        node.discovery.deactivate();
    }

    private MulticastDiscovery start() {
        Settings settings = new Settings(group, Duration.ofHours(1), Duration.ofMinutes(2), List.of());
        TestNode local = new TestNode(id, "node-" + id.value().substring(0, 2), 8765);
        say("started");
        return new MulticastDiscovery(
                settings,
                () -> local,
                new TestSecurity(id, Lab.KEY),
                this,
                Clock.systemUTC().millis());
    }

    private void look() {
        NetworkSnapshot snapshot = snapshot();
        if (!snapshot.toString().equals(lastNetwork)) {
            lastNetwork = snapshot.toString();
            discovery.networkChanged(snapshot);
        }
        String known = known(discovery);
        if (!known.equals(lastKnown)) {
            lastKnown = known;
            say("knows " + known);
        }
    }

    private static String known(MulticastDiscovery discovery) {
        return discovery.candidates().stream()
                .filter(candidate -> candidate.standing() == PeerCandidate.Standing.AUTHENTIC)
                .map(candidate -> candidate.name() + candidate.addresses())
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private static void say(String words) {
        OUT.println(Clock.systemUTC().millis() + " " + words);
    }

    @Override
    public NetworkSnapshot snapshot() {
        List<NetworkPort> ports =
                cards.stream().flatMap(card -> port(card).stream()).toList();
        return ports.isEmpty()
                ? new NetworkSnapshot(List.of(), List.of(), "127.0.0.1", "nothing is up")
                : new NetworkSnapshot(ports, List.of(), ports.get(0).addresses().get(0), "");
    }

    private static Optional<NetworkPort> port(String card) {
        try {
            NetworkInterface seen = NetworkInterface.getByName(card);
            if (seen == null || !seen.isUp() || !seen.getInetAddresses().hasMoreElements()) {
                return Optional.empty();
            }
            List<String> addresses = Collections.list(seen.getInetAddresses()).stream()
                    .map(InetAddress::getHostAddress)
                    .sorted()
                    .toList();
            return Optional.of(new NetworkPort(card, "Ethernet", 95, addresses, seen.supportsMulticast(), ""));
        } catch (SocketException vanished) {
            return Optional.empty();
        }
    }
}
