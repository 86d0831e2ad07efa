package org.multibusiness.sync.discovery.mdns;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import org.multibusiness.sync.api.network.NetworkMonitor;
import org.multibusiness.sync.api.network.NetworkPort;
import org.multibusiness.sync.api.network.NetworkSnapshot;

/** Has the loopback interface only, so that no test ever leaves this host; the test may move its address. */
final class LoopbackNetwork implements NetworkMonitor {
    static final String NAME = nameOfLoopback();

    private volatile NetworkSnapshot snapshot = at("127.0.0.1");

    void moveTo(String address) {
        snapshot = at(address);
    }

    void goDown() {
        snapshot = new NetworkSnapshot(List.of(), List.of(), "127.0.0.1", "no interface is up");
    }

    @Override
    public NetworkSnapshot snapshot() {
        return snapshot;
    }

    static NetworkSnapshot at(String address) {
        NetworkPort port = new NetworkPort(NAME, "loopback", 0, List.of(address), false, "there is nothing else");
        return new NetworkSnapshot(List.of(port), List.of(), address, "Selected IP " + address);
    }

    private static String nameOfLoopback() {
        try {
            NetworkInterface card = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
            return card == null ? "lo" : card.getName();
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }
}
