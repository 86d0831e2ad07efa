package org.multibusiness.sync.discovery.mdns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.List;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.network.NetworkMonitor;
import org.multibusiness.sync.api.network.NetworkPort;
import org.multibusiness.sync.api.network.NetworkSnapshot;
import org.multibusiness.sync.testkit.TestNode;
import org.multibusiness.sync.testkit.TestSecurity;

/** A node in a process of its own, started by a test in a network namespace; ends with its standard input. */
final class BrowsedNode implements NetworkMonitor {
    private final String card;

    private BrowsedNode(String card) {
        this.card = card;
    }

    /** Arguments: node id, name, port, interface. */
    public static void main(String[] arguments) throws IOException {
        NodeId id = new NodeId(arguments[0]);
        TestNode local = new TestNode(id, arguments[1], Integer.parseInt(arguments[2]));
        MdnsDiscovery discovery = new MdnsDiscovery(
                Settings.DEFAULTS,
                () -> local,
                new TestSecurity(id, "the key of this group"),
                new BrowsedNode(arguments[3]));
        int word = System.in.read();
        while (word >= 0) {
            word = System.in.read();
        }
        discovery.deactivate();
    }

    @Override
    public NetworkSnapshot snapshot() {
        try {
            NetworkInterface seen = NetworkInterface.getByName(card);
            List<String> addresses = Collections.list(seen.getInetAddresses()).stream()
                    .map(InetAddress::getHostAddress)
                    .filter(address -> address.indexOf(':') < 0)
                    .toList();
            NetworkPort port = new NetworkPort(card, "Ethernet", 95, addresses, true, "");
            return new NetworkSnapshot(List.of(port), List.of(), addresses.get(0), "");
        } catch (SocketException vanished) {
            return new NetworkSnapshot(List.of(), List.of(), "127.0.0.1", "gone");
        }
    }
}
