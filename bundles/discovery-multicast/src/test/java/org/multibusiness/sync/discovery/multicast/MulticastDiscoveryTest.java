package org.multibusiness.sync.discovery.multicast;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.Rule;
import org.junit.Test;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.discovery.PeerCandidate;
import org.multibusiness.sync.api.discovery.PeerCandidate.Standing;
import org.multibusiness.sync.testkit.TestSecurity;

/** Real sockets, on the loopback interface only. */
public class MulticastDiscoveryTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration BURST_IS_OVER = Duration.ofMillis(3_500);

    /** As in section 2.2 of the predecessor's description. */
    private static final String PREDECESSOR = """
            {
              "type": "presence",
              "nodeId": "fbb213cb6067502f",
              "nodeName": "sync-node-dell-hwandaza",
              "ipAddress": "192.168.0.114",
              "port": 8765,
              "serviceName": "multi-business-sync",
              "registrationKeyHash": "sha256_hash_of_key",
              "capabilities": ["sync-v1", "compression", "encryption"],
              "timestamp": "2025-11-05T22:20:28.000Z",
              "version": "1.0.0"
            }
            """;

    @Rule
    public final Lab lab = new Lab();

    @Test
    public void twoNodesFindEachOtherWithinASecond() {
        Lab.Node depot = lab.start("depot");
        await().atMost(SOON).until(depot::listens);

        Lab.Node shop = lab.start("shop");

        await().atMost(Duration.ofSeconds(1)).until(() -> depot.knows(shop) && shop.knows(depot));
        PeerCandidate seen = depot.candidates(shop.id).get(0);
        assertEquals("shop", seen.name());
        assertEquals(List.of(new PeerAddress("127.0.0.1", 8765)), seen.addresses());
        assertEquals("1.0.0", seen.version());
    }

    @Test
    public void aNewcomerIsAnsweredLongAfterTheBurst() {
        Lab.Node depot = lab.start("depot");
        await().pollDelay(BURST_IS_OVER).atMost(SOON).until(depot::listens);

        Lab.Node shop = lab.start("shop");

        await().atMost(Duration.ofSeconds(1)).until(() -> shop.knows(depot));
    }

    @Test
    public void aRestartedNodeIsAnsweredToo() {
        Lab.Node depot = lab.start("depot");
        Lab.Node shop = lab.start("shop");
        await().pollDelay(BURST_IS_OVER).atMost(SOON).until(() -> depot.knows(shop) && shop.knows(depot));
        shop.stop();

        Lab.Node again = lab.start("shop");

        await().atMost(SOON).until(() -> again.knows(depot) && depot.knows(again));
    }

    @Test
    public void askingToAnnounceMakesTheOthersAnnounceThemselves() throws IOException {
        Lab.Node depot = lab.start("depot");
        Lab.Node shop = lab.start("shop");
        await().pollDelay(BURST_IS_OVER).atMost(SOON).until(() -> depot.knows(shop) && shop.knows(depot));
        lab.overhear();

        shop.discovery.announce();

        await().atMost(SOON).until(() -> !lab.overheardFrom(depot, "presence").isEmpty());
    }

    @Test
    public void thePredecessorsMessageIsListedAndNothingMore() {
        Lab.Node depot = lab.start("depot");
        await().atMost(SOON).until(depot::listens);

        lab.send(PREDECESSOR);

        await().atMost(SOON).until(() -> !depot.discovery.candidates().isEmpty());
        PeerCandidate seen = depot.discovery.candidates().get(0);
        assertEquals(Standing.PREDECESSOR, seen.standing());
        assertEquals("sync-node-dell-hwandaza", seen.name());
        assertEquals("1.0.0", seen.version());
        assertEquals("sha256_hash_of_key", seen.keyHash());
        assertEquals(
                List.of(new PeerAddress("127.0.0.1", 8765), new PeerAddress("192.168.0.114", 8765)), seen.addresses());
        assertThat(depot.heard, contains("seen sync-node-dell-hwandaza PREDECESSOR"));

        lab.send(
                "{\"type\":\"goodbye\",\"nodeId\":\"fbb213cb6067502f\",\"ipAddress\":\"192.168.0.114\",\"port\":8765}");

        await().atMost(SOON).until(() -> depot.heard.contains("gone sync-node-dell-hwandaza in silence"));
        assertThat(depot.discovery.candidates(), empty());
    }

    @Test
    public void aNodeWithAnotherKeyIsListedAsSuch() {
        Lab.Node depot = lab.start("depot");
        Lab.Node stranger = lab.start("stranger", 8765, "another key", lab.settings(Duration.ofMinutes(2)));

        await().atMost(SOON)
                .until(() -> depot.candidates(stranger.id).size() == 1
                        && stranger.candidates(depot.id).size() == 1);

        assertEquals(Standing.WRONG_KEY, depot.candidates(stranger.id).get(0).standing());
        assertEquals(
                new TestSecurity(stranger.id, "another key").registrationKeyHash(),
                depot.candidates(stranger.id).get(0).keyHash());
        assertThat(depot.discovery.condition(), containsString("with another registration key"));
    }

    @Test
    public void aForgeryNeverSpeaksForAKnownPeer() throws IOException {
        Lab.Node depot = lab.start("depot");
        Lab.Node shop = lab.start("shop");
        lab.overhear();
        await().atMost(SOON)
                .until(() -> depot.knows(shop)
                        && !lab.overheardFrom(shop, "presence").isEmpty());
        String message = new String(lab.overheardFrom(shop, "presence").get(0), StandardCharsets.UTF_8);

        lab.send(message.replace("\"counter\":", "\"counter\":9"));
        lab.send(message.replace("\"nodeName\":\"shop\"", "\"nodeName\":\"evil\""));
        lab.send(PREDECESSOR.replace("fbb213cb6067502f", shop.id.value()));
        lab.send("{\"type\":\"goodbye\",\"nodeId\":\"" + shop.id + "\"}");

        await().atMost(SOON).until(() -> depot.refused(Refusal.FORGED) == 4);
        assertTrue(depot.knows(shop));
        assertThat(depot.candidates(shop.id), hasSize(1));
        assertThat(depot.heard, not(hasItem(containsString("gone"))));
        assertThat(depot.heard, not(hasItem(containsString("evil"))));
    }

    @Test
    public void aForgeryOfAnUnknownPeerIsListedAsWrongKey() throws IOException {
        lab.overhear();
        Lab.Node shop = lab.start("shop");
        await().atMost(SOON).until(() -> !lab.overheardFrom(shop, "presence").isEmpty());
        String message = new String(lab.overheardFrom(shop, "presence").get(0), StandardCharsets.UTF_8);
        shop.stop();
        Lab.Node depot = lab.start("depot");
        await().atMost(SOON).until(depot::listens);

        lab.send(message.replace("\"nodeName\":\"shop\"", "\"nodeName\":\"evil\""));

        await().atMost(SOON).until(() -> depot.heard.contains("seen evil WRONG_KEY"));
    }

    @Test
    public void aReplayIsCountedAndBringsNobodyBack() throws IOException {
        lab.overhear();
        Lab.Node depot = lab.start("depot");
        await().atMost(SOON).until(depot::listens);
        Lab.Node shop = lab.start("shop");
        await().atMost(SOON)
                .until(() ->
                        depot.knows(shop) && lab.overheardFrom(shop, "presence").size() > 2);
        List<byte[]> recorded = lab.overheardFrom(shop, "presence");

        lab.send(recorded.get(0));
        await().atMost(SOON).until(() -> depot.refused(Refusal.REPLAYED) == 1);
        shop.stop();
        await().atMost(SOON).until(() -> !depot.knows(shop));
        lab.send(recorded.get(1));

        await().atMost(SOON).until(() -> depot.refused(Refusal.REPLAYED) == 2);
        assertThat(depot.candidates(shop.id), empty());
        assertThat(depot.discovery.condition(), containsString("refused messages: 2 replayed"));
    }

    @Test
    public void aFloodKeepsTheTablesBoundedAndThePeersListed() {
        Lab.Node depot = lab.start("depot");
        Lab.Node shop = lab.start("shop");
        await().atMost(SOON).until(() -> depot.knows(shop) && shop.knows(depot));

        Random random = new Random(20_000);
        for (int i = 0; i < 20_000; i++) {
            lab.send(garbage(i, random));
        }

        assertTrue(depot.knows(shop));
        assertThat(depot.discovery.candidates().size(), lessThanOrEqualTo(2 * PeerTable.LIMIT));
        assertThat(
                depot.heard.stream()
                        .filter(word -> word.contains("PREDECESSOR"))
                        .count(),
                lessThanOrEqualTo(2_000L));
        Lab.Node late = lab.start("late");
        await().atMost(Duration.ofSeconds(10)).until(() -> depot.knows(late) && late.knows(depot));
    }

    private static byte[] garbage(int number, Random random) {
        byte[] bytes = new byte[random.nextInt(1_400)];
        random.nextBytes(bytes);
        return switch (number % 5) {
            case 0 -> bytes;
            case 1 ->
                ("{\"type\":\"presence\",\"nodeId\":\"" + number + "\",\"port\":1}").getBytes(StandardCharsets.UTF_8);
            case 2 -> "{".repeat(1 + random.nextInt(1_000)).getBytes(StandardCharsets.UTF_8);
            case 3 -> new byte[0];
            default ->
                PREDECESSOR
                        .replace("fbb213cb6067502f", String.format("%016x", number))
                        .getBytes(StandardCharsets.UTF_8);
        };
    }

    @Test
    public void whoStopsSaysGoodbye() {
        Lab.Node depot = lab.start("depot");
        Lab.Node shop = lab.start("shop");
        await().atMost(SOON).until(() -> depot.knows(shop));

        shop.stop();

        await().atMost(SOON).until(() -> depot.heard.contains("gone shop with goodbye"));
        assertThat(depot.candidates(shop.id), empty());
    }

    @Test
    public void whoIsNotHeardForThePeerTimeoutIsGone() {
        Lab.Node depot = lab.start("depot", 8765, Lab.KEY, lab.settings(Duration.ofMillis(1_500)));

        Lab.Node shop = lab.start("shop");

        await().atMost(SOON).until(() -> depot.knows(shop));
        await().atMost(Duration.ofSeconds(10)).until(() -> depot.heard.contains("gone shop in silence"));
    }

    @Test
    public void aChangedAddressIsAnnouncedAtOnce() {
        Lab.Node depot = lab.start("depot");
        Lab.Node shop = lab.start("shop");
        await().pollDelay(BURST_IS_OVER).atMost(SOON).until(() -> depot.knows(shop));

        shop.network.moveTo("127.0.0.7");
        shop.discovery.networkChanged(shop.network.snapshot());

        await().atMost(SOON)
                .until(() -> depot.candidates(shop.id)
                        .get(0)
                        .addresses()
                        .equals(List.of(new PeerAddress("127.0.0.1", 8765), new PeerAddress("127.0.0.7", 8765))));
    }

    @Test
    public void anInterfaceThatComesBackIsJoinedAgain() {
        Lab.Node depot = lab.start("depot");
        await().atMost(SOON).until(depot::listens);

        depot.network.goDown();
        depot.discovery.networkChanged(depot.network.snapshot());
        await().atMost(SOON).until(() -> depot.discovery.condition().contains("no interface carries multicast"));
        depot.network.moveTo("127.0.0.1");
        depot.discovery.networkChanged(depot.network.snapshot());
        Lab.Node shop = lab.start("shop");

        await().atMost(SOON).until(() -> depot.knows(shop) && shop.knows(depot));
    }

    @Test
    public void nothingIsAnnouncedUntilATransportListens() throws IOException {
        lab.overhear();
        Lab.Node depot = lab.start("depot");
        Lab.Node shop = lab.start("shop", 0, Lab.KEY, lab.settings(Duration.ofMinutes(2)));
        await().atMost(SOON).until(() -> shop.knows(depot));
        assertThat(shop.discovery.condition(), containsString("no transport accepts links yet"));
        assertThat(lab.overheardFrom(shop, "presence"), empty());

        shop.local.listenOn(9001);

        await().atMost(SOON).until(() -> depot.knows(shop));
        assertEquals(9001, depot.candidates(shop.id).get(0).addresses().get(0).port());
    }

    @Test
    public void aPortHeldExclusivelyIsNamedAndTakenWhenItIsFree() throws IOException {
        Lab.Node depot;
        Lab.Node shop;
        try (DatagramSocket other = new DatagramSocket(null)) {
            other.setReuseAddress(false);
            other.bind(new InetSocketAddress(lab.group.getPort()));
            depot = lab.start("depot");
            shop = lab.start("shop");
            await().pollDelay(BURST_IS_OVER)
                    .atMost(SOON)
                    .until(() -> depot.discovery.condition().contains("UDP port " + lab.group.getPort()));
            assertThat(depot.discovery.condition(), containsString("SYNC_MULTICAST_PORT"));
            assertThat(depot.discovery.condition(), containsString("SYNC_PEERS"));
        }

        await().atMost(Duration.ofSeconds(15)).until(() -> depot.listens() && shop.listens());
        depot.discovery.announce();
        await().atMost(SOON).until(() -> shop.knows(depot) && depot.knows(shop));
    }

    @Test
    public void aListenerHearsTheCurrentCandidatesFirst() {
        Lab.Node depot = lab.start("depot");
        Lab.Node shop = lab.start("shop");
        await().atMost(SOON).until(() -> depot.knows(shop));
        Lab.Node late = lab.start("late");

        depot.discovery.addListener("late", () -> late);

        await().atMost(SOON).until(() -> late.heard.contains("seen shop AUTHENTIC"));
    }

    @Test
    public void ourOwnMessagesAreIgnoredAndACopyOfThisNodeIsCounted() {
        Lab.Node depot = lab.start("depot");
        await().atMost(SOON).until(depot::listens);
        assertThat(depot.discovery.candidates(), empty());
        assertEquals(0, depot.refused(Refusal.CLONE));

        Lab.Node copy = lab.start("depot");

        await().atMost(SOON).until(() -> depot.refused(Refusal.CLONE) > 0 && copy.refused(Refusal.CLONE) > 0);
        assertThat(depot.discovery.candidates(), empty());
    }

    @Test
    public void anotherPortIsTakenWithoutARestart() {
        Lab.Node depot = lab.start("depot");
        Lab.Node shop = lab.start("shop");
        await().atMost(SOON).until(() -> depot.knows(shop) && shop.knows(depot));
        Lab elsewhere = new Lab();

        depot.discovery.apply(elsewhere.settings(Duration.ofMinutes(2)));
        shop.discovery.apply(elsewhere.settings(Duration.ofMinutes(2)));

        await().atMost(SOON).until(() -> depot.discovery.condition().contains(":" + elsewhere.group.getPort()));
        Lab.Node late = lab.start("late", 8765, Lab.KEY, elsewhere.settings(Duration.ofMinutes(2)));
        await().atMost(SOON).until(() -> depot.knows(late) && late.knows(shop));
        assertThat(depot.heard, not(hasItem(containsString("goodbye"))));
    }

    @Test
    public void afterDeactivationNoThreadAndNoSocketIsLeft() throws IOException {
        Lab.Node depot = lab.start("depot");
        await().atMost(SOON).until(depot::listens);

        depot.stop();

        await().atMost(SOON).until(() -> Lab.threads() == 0);
        try (DatagramSocket exclusive = new DatagramSocket(null)) {
            exclusive.setReuseAddress(false);
            exclusive.bind(new InetSocketAddress(lab.group.getPort()));
            assertTrue(exclusive.isBound());
        }
    }
}
