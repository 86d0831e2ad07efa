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

/** Hosts with a network card each, on one bridge. */
public class NamespacesTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Rule
    public final Namespaces network = new Namespaces();

    @Test
    public void fiveHostsKnowEachOtherWithinTwoSeconds() throws IOException {
        List<Namespaces.Host> hosts = network.hosts(5, "10.77.0.");

        await().atMost(SOON).until(() -> hosts.stream().allMatch(host -> host.knows(4)));

        long before = System.currentTimeMillis();
        for (Namespaces.Host host : hosts) {
            host.restart();
        }
        await().atMost(SOON).until(() -> hosts.stream().allMatch(host -> host.at("started") >= before));
        long started =
                hosts.stream().mapToLong(host -> host.at("started")).max().orElseThrow();
        await().atMost(SOON).until(() -> hosts.stream().allMatch(host -> host.knew(4, started) < Long.MAX_VALUE));

        long known =
                hosts.stream().mapToLong(host -> host.knew(4, started)).max().orElseThrow();
        assertThat("milliseconds from the last start", known - started, lessThan(2_000L));
        assertThat(hosts.get(0).known(), containsString("node-02[10.77.0.2:8765"));
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
