package org.multibusiness.sync.network;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.List;
import org.junit.Test;
import org.multibusiness.sync.api.network.NetworkPort;
import org.multibusiness.sync.api.network.NetworkSnapshot;

public class SelectionTest {
    private record Row(String name, List<String> addresses, int priority) {}

    private static final SeenInterface LO = Interfaces.loopback();
    private static final SeenInterface WIFI = Interfaces.up("wlan0", "192.168.0.20");
    private static final SeenInterface CABLE = Interfaces.up("eth0", "192.168.0.30");
    private static final SeenInterface DOCKER = Interfaces.up("docker0", "172.17.0.1");
    private static final SeenInterface VPN = Interfaces.up("tun0", "10.0.8.2");

    @Test
    public void prioritiesAreThePredecessors() {
        List<Row> table = List.of(
                new Row("wlan0", List.of("172.16.1.5"), 100),
                new Row("wlp2s0", List.of("192.168.0.7"), 100),
                new Row("eth0", List.of("172.16.1.6"), 95),
                new Row("eno1", List.of("10.0.0.4", "fd00::4"), 95),
                new Row("office", List.of("192.168.7.1"), 50),
                new Row("office", List.of("10.0.3.1"), 50),
                new Row("office", List.of("10.1.3.1"), 30),
                new Row("office", List.of("203.0.113.9"), 30),
                new Row("office", List.of("fd00::9"), 30),
                new Row("tun0", List.of("192.168.0.9"), 10),
                new Row("wg0", List.of("10.0.0.9"), 10),
                new Row("docker0", List.of("192.168.0.1"), 2),
                new Row("br-0123456789ab", List.of("10.0.0.1"), 2),
                new Row("wlan0", List.of("169.254.3.4"), 1),
                new Row("eth0", List.of("fe80::1"), 1),
                new Row("eth0", List.of("169.254.3.4", "192.168.0.5"), 95));
        for (Row row : table) {
            NetworkPort port =
                    Selection.port(Interfaces.up(row.name(), row.addresses().toArray(String[]::new)), "");
            assertEquals(row.toString(), row.priority(), port.priority());
        }
    }

    @Test
    public void wifiComesBeforeEthernetBeforeVpnBeforeDocker() {
        NetworkSnapshot snapshot = Selection.of(List.of(LO, DOCKER, VPN, CABLE, WIFI), NamePatterns.ALL);

        assertEquals(
                List.of("wlan0", "eth0", "tun0", "docker0"),
                snapshot.interfaces().stream().map(NetworkPort::name).toList());
        assertEquals("192.168.0.20", snapshot.chosenAddress());
        assertEquals("Selected IP 192.168.0.20 from interface wlan0 (priority 100, Wi-Fi)", snapshot.chosenBecause());
    }

    @Test
    public void wifiWithoutDhcpComesAfterEthernet() {
        SeenInterface noDhcp = Interfaces.up("wlan0", "169.254.9.9");

        assertEquals(
                "192.168.0.30",
                Selection.of(List.of(noDhcp, CABLE), NamePatterns.ALL).chosenAddress());
    }

    @Test
    public void ipv4ComesFirstAndIsAdvertised() {
        NetworkSnapshot snapshot =
                Selection.of(List.of(Interfaces.up("eth0", "fe80::1", "fd00::2", "192.0.2.2")), NamePatterns.ALL);

        assertEquals("192.0.2.2", snapshot.chosenAddress());
        assertEquals("192.0.2.2", snapshot.interfaces().get(0).addresses().get(0));
        assertEquals(
                "fe80:0:0:0:0:0:0:1", snapshot.interfaces().get(0).addresses().get(2));
    }

    @Test
    public void downOrAddresslessOrLoopbackIsIgnoredWithTheReason() {
        NetworkSnapshot snapshot = Selection.of(
                List.of(LO, CABLE, Interfaces.down("wlan0", "192.168.0.20"), Interfaces.up("eth1")), NamePatterns.ALL);

        assertEquals(1, snapshot.interfaces().size());
        assertEquals("it is down", ignored(snapshot, "wlan0"));
        assertEquals("it has no address", ignored(snapshot, "eth1"));
        assertThat(ignored(snapshot, "lo"), containsString("loopback is used when it is named"));
    }

    @Test
    public void withNothingElseLoopbackIsUsed() {
        NetworkSnapshot snapshot = Selection.of(List.of(LO, Interfaces.up("eth1")), NamePatterns.ALL);

        assertEquals("lo", snapshot.interfaces().get(0).name());
        assertEquals("127.0.0.1", snapshot.chosenAddress());
        assertThat(snapshot.chosenBecause(), containsString("only nodes on this host can be found"));
    }

    @Test
    public void withNoInterfaceAtAllTheLoopbackAddressIsAdvertised() {
        NetworkSnapshot snapshot = Selection.of(List.of(), NamePatterns.ALL);

        assertTrue(snapshot.interfaces().isEmpty());
        assertEquals("127.0.0.1", snapshot.chosenAddress());
    }

    @Test
    public void namedInterfacesAreUsedAndNoOthers() {
        NetworkSnapshot snapshot = Selection.of(List.of(LO, DOCKER, CABLE, WIFI), NamePatterns.parse("ETH*, docker0"));

        assertEquals(
                List.of("eth0", "docker0"),
                snapshot.interfaces().stream().map(NetworkPort::name).toList());
        assertEquals("interfaces = 'ETH*,docker0' doesn't name it", ignored(snapshot, "wlan0"));
    }

    @Test
    public void loopbackIsUsedWhenNamedButNotByAStar() {
        assertEquals(
                List.of("eth0", "lo"),
                Selection.of(List.of(LO, CABLE), NamePatterns.parse("lo,eth0")).interfaces().stream()
                        .map(NetworkPort::name)
                        .toList());
        assertEquals(
                List.of("eth0"),
                Selection.of(List.of(LO, CABLE), NamePatterns.parse("*")).interfaces().stream()
                        .map(NetworkPort::name)
                        .toList());
    }

    @Test
    public void whenNoNamedInterfaceIsThereTheReasonNamesThem() {
        assertThat(
                Selection.of(List.of(LO, CABLE), NamePatterns.parse("wlan*")).chosenBecause(),
                containsString("none of interfaces = 'wlan*' is up"));
    }

    @Test
    public void aBadNameIsRefusedByName() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> NamePatterns.parse("eth0,wlan0;tun0"));

        assertThat(refused.getMessage(), containsString("'wlan0;tun0'"));
    }

    private static String ignored(NetworkSnapshot snapshot, String name) {
        return snapshot.ignored().stream()
                .filter(port -> port.name().equals(name))
                .findFirst()
                .orElseThrow()
                .reason();
    }
}
