package org.multibusiness.sync.discovery.multicast;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.matchesPattern;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hosts with a network card each, on one bridge; how long they took to meet is in the log. */
public class NamespacesTest {
    private static final Logger LOG = LoggerFactory.getLogger(NamespacesTest.class);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofMinutes(2);

    @Rule
    public final Namespaces network = new Namespaces();

    @Test
    public void twoHostsKnowEachOtherByTheirFirstAnnouncements() throws IOException {
        meeting(2);
    }

    @Test
    public void fiveHostsKnowEachOtherWithinTwoSeconds() throws IOException {
        assertThat("milliseconds from the last start", meeting(5), lessThan(2_000L));
    }

    /**
     * Twenty processes on two processors: how long it takes is measured and told, and what is asserted is that the burst and the
     * answers to newcomers were enough, for the next announcement is an hour away.
     */
    @Test
    public void twentyHostsKnowEachOtherByTheirFirstAnnouncements() throws IOException {
        meeting(20);
    }

    /** Starts so many hosts, lets all of them start again once they are warm, and tells how long it took until all knew all. */
    private long meeting(int count) throws IOException {
        List<Namespaces.Host> hosts = network.hosts(count, "10.77.0.");
        int others = count - 1;
        await().atMost(LONG).until(() -> hosts.stream().allMatch(host -> host.knows(others)));

        long before = System.currentTimeMillis();
        for (Namespaces.Host host : hosts) {
            host.restart();
        }
        await().atMost(LONG).until(() -> hosts.stream().allMatch(host -> host.at("started") >= before));
        long started =
                hosts.stream().mapToLong(host -> host.at("started")).max().orElseThrow();
        await().atMost(LONG).until(() -> hosts.stream().allMatch(host -> host.knew(others, started) < Long.MAX_VALUE));

        long known = hosts.stream()
                .mapToLong(host -> host.knew(others, started))
                .max()
                .orElseThrow();
        assertThat(hosts.get(0).known(), containsString("node-02[10.77.0.2:8765"));
        LOG.info("{} hosts knew each other {} ms after the last start", count, known - started);
        return known - started;
    }

    @Test
    public void aHostWithTwoCardsMeetsBothNetworksAndABridgeOfContainersAndATunnelDoNoHarm() throws IOException {
        List<Namespaces.Host> hosts = network.hosts(3, "10.77.0.");
        Namespaces.Host depot = hosts.get(0);
        Namespaces.Host shop = hosts.get(1);
        Namespaces.Host kiosk = hosts.get(2);
        network.run("-n", depot.namespace, "link", "add", "docker0", "type", "bridge");
        network.run("-n", depot.namespace, "addr", "add", "172.17.0.1/16", "dev", "docker0");
        network.run("-n", depot.namespace, "link", "set", "docker0", "up");
        network.run("-n", depot.namespace, "tuntap", "add", "tun0", "mode", "tun");
        network.run("-n", depot.namespace, "addr", "add", "10.8.0.1", "peer", "10.8.0.2", "dev", "tun0");
        network.run("-n", depot.namespace, "link", "set", "tun0", "up");

        network.wireBeside(depot, "10.78.0.1", kiosk, "10.78.0.3");
        long wired = System.currentTimeMillis();
        depot.restart();
        shop.restart();
        kiosk.restart();

        await().atMost(SOON)
                .until(() -> depot.knew(2, wired) < Long.MAX_VALUE
                        && depot.known().contains("node-02[10.77.0.2:8765")
                        && depot.known().contains("node-03[10.78.0.3:8765"));
        await().atMost(SOON)
                .until(() ->
                        shop.knew(1, wired) < Long.MAX_VALUE && shop.known().startsWith("node-01[10.77.0.1:8765"));
        await().atMost(SOON)
                .until(() ->
                        kiosk.knew(1, wired) < Long.MAX_VALUE && kiosk.known().startsWith("node-01[10.78.0.1:8765"));
    }

    @Test
    public void hostsWithoutAnyAddressOfTheirOwnMeetByIpv6() throws IOException {
        List<Namespaces.Host> hosts = network.hosts(2, "");

        await().atMost(SOON).until(() -> hosts.stream().allMatch(host -> host.knows(1)));

        assertThat(hosts.get(0).known(), matchesPattern("node-02\\[\\[fe80:[0-9a-f:]+%.+\\]:8765\\]"));
        await().atMost(SOON).until(() -> {
            hosts.get(0).ask();
            return hosts.get(0).at("listening to ff02:0:0:0:0:0:0:fb") > 0;
        });
    }

    @Test
    public void aCableThatIsPulledAndPluggedInAgainAndAnotherAddressAreFollowed() throws IOException {
        List<Namespaces.Host> hosts = network.hosts(2, "10.77.0.");
        Namespaces.Host depot = hosts.get(0);
        Namespaces.Host shop = hosts.get(1);
        await().atMost(SOON).until(() -> depot.knows(1) && shop.knows(1));

        network.run("-n", shop.namespace, "link", "set", "eth0", "down");
        network.run("-n", shop.namespace, "addr", "flush", "dev", "eth0");
        await().atMost(SOON).until(() -> {
            shop.ask();
            return shop.at("no interface carries multicast") > 0;
        });
        network.run("-n", shop.namespace, "addr", "add", "10.77.0.99/24", "dev", "eth0");
        long plugged = System.currentTimeMillis();
        network.run("-n", shop.namespace, "link", "set", "eth0", "up");

        await().atMost(SOON).until(() -> depot.known().startsWith("node-02[10.77.0.99:8765"));
        assertThat("milliseconds", depot.at("10.77.0.99") - plugged, lessThan(10_000L));
    }
}
