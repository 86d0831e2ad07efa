package org.multibusiness.sync.network;

import static org.junit.Assert.assertEquals;

import java.net.InetAddress;
import java.util.List;
import org.junit.Test;

/** What the names and words of real machines are taken for. */
public class KindTest {
    private record Row(String name, String displayName, Kind kind) {}

    private static final List<Row> LINUX_AND_MAC = List.of(
            named("wlan0", Kind.WIFI),
            named("wlp3s0", Kind.WIFI),
            named("wlx00c0ca123456", Kind.WIFI),
            named("eth0", Kind.ETHERNET),
            named("eth0.10", Kind.ETHERNET),
            named("enp3s0", Kind.ETHERNET),
            named("eno1", Kind.ETHERNET),
            named("ens18", Kind.ETHERNET),
            named("enx001122334455", Kind.ETHERNET),
            named("en0", Kind.ETHERNET),
            named("em1", Kind.ETHERNET),
            named("p2p1", Kind.ETHERNET),
            named("bond0", Kind.ETHERNET),
            named("vlan10", Kind.ETHERNET),
            named("br0", Kind.UNKNOWN),
            named("br-lan", Kind.UNKNOWN),
            named("docker0", Kind.CONTAINER),
            named("br-5f3c9a7d1e20", Kind.CONTAINER),
            named("veth1a2b3c4", Kind.CONTAINER),
            named("cni0", Kind.CONTAINER),
            named("podman1", Kind.CONTAINER),
            named("tun0", Kind.VIRTUAL),
            named("tap0", Kind.VIRTUAL),
            named("wg0", Kind.VIRTUAL),
            named("ppp0", Kind.VIRTUAL),
            named("utun3", Kind.VIRTUAL),
            named("ztabcdef12", Kind.VIRTUAL),
            named("tailscale0", Kind.VIRTUAL),
            named("virbr0", Kind.VIRTUAL),
            named("vmnet8", Kind.VIRTUAL),
            named("vboxnet0", Kind.VIRTUAL),
            named("awdl0", Kind.VIRTUAL),
            named("wwan0", Kind.MOBILE),
            named("usb0", Kind.UNKNOWN));

    private static final List<Row> WINDOWS = List.of(
            new Row("wlan1", "Intel(R) Wi-Fi 6 AX201 160MHz", Kind.WIFI),
            new Row("net4", "Realtek RTL8822CE 802.11ac PCIe Adapter", Kind.WIFI),
            new Row("eth3", "Realtek PCIe GbE Family Controller", Kind.ETHERNET),
            new Row("eth0", "Microsoft Hyper-V Network Adapter", Kind.ETHERNET),
            new Row("net2", "vmxnet3 Ethernet Adapter", Kind.ETHERNET),
            new Row("eth1", "Red Hat VirtIO Ethernet Adapter", Kind.ETHERNET),
            new Row("eth5", "Hyper-V Virtual Ethernet Adapter", Kind.VIRTUAL),
            new Row("eth6", "VMware Virtual Ethernet Adapter for VMnet8", Kind.VIRTUAL),
            new Row("eth7", "VirtualBox Host-Only Ethernet Adapter", Kind.VIRTUAL),
            new Row("eth8", "TAP-Windows Adapter V9", Kind.VIRTUAL),
            new Row("eth9", "Fortinet SSL VPN Virtual Ethernet Adapter", Kind.VIRTUAL),
            new Row("net5", "WireGuard Tunnel", Kind.VIRTUAL),
            new Row("wlan4", "Microsoft Wi-Fi Direct Virtual Adapter", Kind.VIRTUAL),
            new Row("eth10", "Docker Ethernet Adapter", Kind.CONTAINER),
            new Row("eth11", "Bluetooth Device (Personal Area Network)", Kind.MOBILE),
            new Row("net9", "Some Adapter Nobody Knows", Kind.UNKNOWN));

    private static Row named(String name, Kind kind) {
        return new Row(name, name, kind);
    }

    @Test
    public void namesOfLinuxAndMacSayTheKind() {
        for (Row row : LINUX_AND_MAC) {
            assertEquals(row.name(), row.kind(), Kind.of(seen(row, false, false)));
        }
    }

    @Test
    public void wordsOfWindowsAdaptersSayTheKind() {
        for (Row row : WINDOWS) {
            assertEquals(row.displayName(), row.kind(), Kind.of(seen(row, false, false)));
        }
    }

    @Test
    public void anUnknownPointToPointInterfaceIsATunnel() {
        assertEquals(Kind.VIRTUAL, Kind.of(seen(named("office", Kind.UNKNOWN), false, true)));
    }

    @Test
    public void loopbackIsLoopbackWhateverItsName() {
        assertEquals(Kind.LOOPBACK, Kind.of(seen(named("eth0", Kind.LOOPBACK), true, false)));
    }

    private static SeenInterface seen(Row row, boolean loopback, boolean pointToPoint) {
        return new SeenInterface(
                row.name(),
                row.displayName(),
                true,
                loopback,
                pointToPoint,
                true,
                List.of(InetAddress.getLoopbackAddress()));
    }
}
