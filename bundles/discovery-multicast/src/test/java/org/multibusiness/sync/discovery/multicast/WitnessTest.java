package org.multibusiness.sync.discovery.multicast;

import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.multibusiness.sync.testkit.LoopbackNetwork;

/** What the ledger is told. */
public class WitnessTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Rule
    public final Lab lab = new Lab();

    @Test
    public void everythingHeardIsNotedWithTheReasonWhyItWasRefused() throws IOException {
        lab.overhear();
        Lab.Node depot = lab.start("depot");
        Lab.Node shop = lab.start("shop");
        Lab.Node stranger = lab.start("stranger", 8765, "another key", lab.settings(Duration.ofMinutes(2)));
        await().atMost(SOON).until(() -> depot.knows(shop) && shop.knows(depot) && depot.noted("echo", "depot", ""));
        // The newest announcement, come twice, is the same one by another way; only an older one is a replay.
        await().atMost(SOON).until(() -> lab.overheardFrom(shop, "presence").size() > 1);
        lab.send(new byte[] {0, 1, 2});
        lab.send("{\"type\":\"presence\"");
        lab.send("{\"type\":\"presence\",\"nodeId\":\"old\",\"nodeName\":\"till\",\"port\":8765}");
        lab.send(lab.overheardFrom(shop, "presence").get(0));

        await().atMost(SOON)
                .until(() -> depot.noted("presence", "shop", "")
                        && depot.noted("presence", "stranger", "with another registration key")
                        && depot.noted("presence", "till", "of the predecessor's version")
                        && depot.noted("presence", "shop", "replayed")
                        && depot.noted("foreign", "", "foreign")
                        && depot.noted("unread", "", "malformed"));
        assertTrue(depot.beacons.keySet().stream()
                .allMatch(beacon -> beacon.source().equals("127.0.0.1")
                        && beacon.networkInterface().equals(LoopbackNetwork.NAME)));
        stranger.stop();
    }

    @Test
    public void theInterfaceIsTheOneInWhoseNetworkTheSourceIs() throws IOException {
        Subnets subnets = new Subnets(List.of(
                new Subnets.Subnet("eth0", InetAddress.getByName("192.168.7.20"), 24),
                new Subnets.Subnet("wg0", InetAddress.getByName("10.8.0.1"), 16),
                new Subnets.Subnet("eth0", InetAddress.getByName("fd00::1"), 64)));
        assertEquals("eth0", subnets.interfaceOf(InetAddress.getByName("192.168.7.99")));
        assertEquals("wg0", subnets.interfaceOf(InetAddress.getByName("10.8.44.1")));
        assertEquals("eth0", subnets.interfaceOf(InetAddress.getByName("fd00::77")));
        assertEquals("", subnets.interfaceOf(InetAddress.getByName("192.168.8.1")));
    }
}
