package org.multibusiness.sync.transport.tcp;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.Assert.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.multibusiness.sync.api.transport.PeerLink;

public class ComingAndGoingTest {
    private static final int ROUNDS = 30;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void everyLinkThatCameUpGoesDownOnceAndNoThreadStays() throws Exception {
        try (Node north = Node.open(folder.newFolder("north").toPath());
                Node south = Node.open(folder.newFolder("south").toPath())) {
            CompletableFuture<Void> northward = CompletableFuture.runAsync(() -> comeAndGo(south, north, 1));
            comeAndGo(north, south, 2);
            northward.get(60, TimeUnit.SECONDS);
            for (Node node : List.of(north, south)) {
                await().until(() ->
                        node.heard().down().size() == node.heard().up().size());
                assertThat(ROUNDS, lessThanOrEqualTo(node.heard().up().size()));
                assertEquals(
                        "listens on " + node.address() + "; links: 0",
                        node.transport().condition());
            }
        }
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("sync-tcp")));
    }

    /** Dials, talks a little, and closes; sometimes both ends close at once, in the middle of a message. */
    private static void comeAndGo(Node from, Node to, long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            int before = dialledBy(from).size();
            from.transport().dial(to.address());
            await().atMost(Duration.ofSeconds(20)).until(() -> dialledBy(from).size() == before + 1);
            PeerLink link = dialledBy(from).get(before);
            link.send(new byte[random.nextInt(1 << 18)]);
            if (random.nextBoolean()) {
                to.heard().up().forEach(accepted -> accepted.close("by the one that was dialled"));
            }
            link.close("by the dialler");
        }
    }

    private static List<PeerLink> dialledBy(Node node) {
        return node.heard().up().stream().filter(PeerLink::outgoing).toList();
    }
}
