package org.multibusiness.sync.testkit;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import org.multibusiness.sync.api.network.NetworkMonitor;
import org.multibusiness.sync.api.network.NetworkPort;
import org.multibusiness.sync.api.network.NetworkSnapshot;

/** Has the loopback interface only, so that no test ever leaves this host; the test may move its address. */
public final class LoopbackNetwork implements NetworkMonitor {
    /** What the system calls the loopback interface. */
    public static final String NAME = nameOfLoopback();

    private volatile NetworkSnapshot snapshot = at("127.0.0.1");

    /** Gives the interface another address. */
    public void moveTo(String address) {
        snapshot = at(address);
    }

    /** From now on no interface is up. */
    public void goDown() {
        snapshot = new NetworkSnapshot(List.of(), List.of(), "127.0.0.1", "no interface is up");
    }

    @Override
    public NetworkSnapshot snapshot() {
        return snapshot;
    }

    /** The network with this one address. */
    public static NetworkSnapshot at(String address) {
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
