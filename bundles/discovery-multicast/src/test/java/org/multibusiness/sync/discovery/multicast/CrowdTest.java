package org.multibusiness.sync.discovery.multicast;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.Rule;
import org.junit.Test;

/** Many nodes, and very many messages. Real sockets on the loopback interface, and a flood handed in as if it came from there. */
public class CrowdTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int NODES = 20;
    private static final int FLOOD = 1_000_000;

    @Rule
    public final Lab lab = new Lab();

    @Test
    public void twentyNodesThatStartTogetherKnowEachOtherWithinTwoSeconds() {
        List<Lab.Node> nodes = IntStream.range(0, NODES)
                .mapToObj(i -> lab.start("branch-" + i))
                .toList();

        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(2))
                .until(() -> everybodyKnows(nodes));
    }

    @Test
    public void inSteadyStateEachNodeSaysOneMessageAnInterval() throws IOException {
        Duration interval = Duration.ofSeconds(2);
        Settings brisk = new Settings(lab.group, interval, Duration.ofSeconds(60), List.of());
        List<Lab.Node> nodes = IntStream.range(0, NODES)
                .mapToObj(i -> lab.start("branch-" + i, 8765, Lab.KEY, brisk))
                .toList();
        await().atMost(SOON).until(() -> everybodyKnows(nodes));
        // The burst is over when its last message, and the answers to newcomers, were heard.
        await().pollDelay(Duration.ofSeconds(4)).atMost(SOON).until(() -> everybodyKnows(nodes));

        lab.overhear();
        int intervals = 3;
        await().pollDelay(interval.multipliedBy(intervals))
                .atMost(interval.multipliedBy(intervals + 2L))
                .until(() -> true);

        assertThat(lab.overheard.size(), lessThanOrEqualTo(NODES * (intervals + 1)));
        assertThat(lab.overheard.size(), greaterThan(NODES));
    }

    @Test
    public void aMillionForgedReplayedAndMeaninglessMessagesCostNeitherMemoryNorDialsNorLog() throws IOException {
        lab.overhear();
        Settings patient = lab.settings(Duration.ofHours(1));
        Lab.Node depot = lab.start("depot", 8765, Lab.KEY, patient);
        Lab.Node shop = lab.start("shop", 8765, Lab.KEY, patient);
        await().atMost(SOON)
                .until(() ->
                        depot.knows(shop) && lab.overheardFrom(shop, "presence").size() > 2);
        byte[] recorded = lab.overheardFrom(shop, "presence").get(0);
        int dialable = depot.dialable.get();
        long before = usedAfterCollection();
        ByteArrayOutputStream logged = new ByteArrayOutputStream();
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
        try {
            Random random = new Random(1_000_000);
            for (int i = 0; i < FLOOD; i++) {
                depot.discovery.inbox().arrived(message(i, recorded, random), source(random));
            }
            await().atMost(SOON).until(() -> depot.knows(shop));
        } finally {
            System.setErr(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        }

        assertTrue("candidates that may be dialled", depot.dialable.get() - dialable <= 3);
        assertThat("candidates", depot.discovery.candidates().size(), lessThanOrEqualTo(2 * PeerTable.LIMIT));
        String words = logged.toString(StandardCharsets.UTF_8);
        assertThat("log lines", words.lines().count(), lessThanOrEqualTo(60L));
        assertThat("bytes of heap", usedAfterCollection() - before, lessThan(16L << 20));
        for (Refusal reason : List.of(Refusal.REPLAYED, Refusal.FORGED, Refusal.WRONG_KEY)) {
            assertThat(reason.words(), depot.refused(reason), greaterThan(1_000L));
            assertThat(depot.discovery.condition(), containsString(reason.words()));
        }
        Lab.Node late = lab.start("late");
        await().atMost(SOON).until(() -> depot.knows(late) && late.knows(depot));
    }

    private static byte[] message(int number, byte[] recorded, Random random) {
        String text = new String(recorded, StandardCharsets.UTF_8);
        return switch (number % 4) {
            case 0 -> {
                byte[] noise = new byte[random.nextInt(200)];
                random.nextBytes(noise);
                yield noise;
            }
            case 1 -> recorded;
            case 2 -> text.replace("\"counter\":", "\"counter\":9").getBytes(StandardCharsets.UTF_8);
            default ->
                text.replaceFirst("\"nodeId\":\"[0-9a-f]+\"", String.format("\"nodeId\":\"%016x\"", number))
                        .getBytes(StandardCharsets.UTF_8);
        };
    }

    /** Mostly some hundred loud ones, which the limiter stops; now and then one that nobody ever heard of. */
    private static InetAddress source(Random random) throws IOException {
        byte[] address = {10, 0, 0, (byte) random.nextInt(200)};
        if (random.nextInt(20) == 0) {
            random.nextBytes(address);
            address[0] = 10;
        }
        return InetAddress.getByAddress(address);
    }

    private static long usedAfterCollection() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static boolean everybodyKnows(List<Lab.Node> nodes) {
        return nodes.stream().allMatch(one -> nodes.stream().allMatch(other -> one == other || one.knows(other)));
    }
}
