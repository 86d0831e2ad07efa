package org.multibusiness.sync.itests;

import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.demo.Branch;

/** Providers are taken away and replaced while both shops sell. */
public class HotSwapIT {
    @ClassRule
    public static final TwoShops SHOPS = new TwoShops(HotSwapIT.class);

    private static final Duration SOON = Duration.ofMinutes(1);
    private static final List<String> DISCOVERIES = List.of("multicast", "manual", "dns");
    private static final List<String> OTHERS =
            List.of("transport-tcp", "security", "conflict", "partition", "schema", "network");

    /** Each is a swap at both branches, so that the two find each other by the new discovery. */
    private static final int ROUNDS = Integer.getInteger("sync.swaps", 100) / 2;

    /** After these ten swaps what grows once has grown; the same discovery runs as after the last round. */
    private static final int EARLY = 5 + (ROUNDS - 5) % DISCOVERIES.size();

    /**
     * A branch's link with the other one.
     *
     * @param connections its TCP connection, by the system's number
     * @param events how often the log says that a link came into use, or that a peer left
     */
    private record LinkLife(Set<String> connections, long events) {
        private static final Pattern EVENT = Pattern.compile("\"message\":\"(Linked with|Peer \\S+ \\(\\w+\\) left)");

        static Map<String, LinkLife> ofAll() throws Exception {
            Map<String, LinkLife> all = new HashMap<>();
            for (Branch branch : SHOPS.branches()) {
                all.put(
                        branch.name(),
                        new LinkLife(
                                Footprint.connections(branch, SHOPS.ports()),
                                EVENT.matcher(branch.log()).results().count()));
            }
            return all;
        }
    }

    @Test
    public void discoveriesReplaceEachOtherUnderWritesAndNothingElseNotices() throws Exception {
        Map<Branch, Footprint> early = new HashMap<>();
        try (Selling selling = new Selling(SHOPS.cluster(), "discoveries-")) {
            SHOPS.awaitWell();
            Map<String, EngineLife> engines = EngineLife.of(SHOPS.branches());
            Map<String, LinkLife> links = LinkLife.ofAll();
            for (int round = 1; round <= ROUNDS; round++) {
                swapAtBoth(discovery(round - 1), discovery(round));
                if (round == EARLY) {
                    for (Branch branch : SHOPS.branches()) {
                        early.put(branch, Footprint.of(branch));
                    }
                }
            }
            assertEquals("the engines", engines, EngineLife.of(SHOPS.branches()));
            assertEquals("the links", links, LinkLife.ofAll());
            SHOPS.awaitWell();
            for (Branch branch : SHOPS.branches()) {
                await().atMost(SOON).untilAsserted(() -> Footprint.of(branch).assertNotBeyond(early.get(branch)));
            }
            selling.assertEverySaleIsEverywhereOnce();
        }
    }

    private static String discovery(int round) {
        return DISCOVERIES.get(round % DISCOVERIES.size());
    }

    private static void swapAtBoth(String from, String to) throws Exception {
        ExecutorService hands = Executors.newFixedThreadPool(SHOPS.branches().size());
        try {
            List<Future<?>> swaps = new ArrayList<>();
            for (Branch branch : SHOPS.branches()) {
                swaps.add(hands.submit(() -> {
                    Console console = new Console(branch);
                    console.uninstall("sync-discovery-" + from);
                    console.install("sync-discovery-" + to);
                    return true;
                }));
            }
            for (Future<?> swap : swaps) {
                swap.get();
            }
        } finally {
            hands.shutdownNow();
        }
        for (Branch branch : SHOPS.branches()) {
            await(to + ", and no longer " + from + ", names the other branch at " + branch.name())
                    .atMost(SOON)
                    .until(() -> TwoShops.via(branch), via -> via.contains(to) && !via.contains(from));
        }
    }

    @Test
    public void everyOtherProviderIsReplacedUnderWritesAndSyncCarriesOnByItself() throws Exception {
        try (Selling selling = new Selling(SHOPS.cluster(), "others-")) {
            SHOPS.awaitWell();
            Map<String, EngineLife> engines = EngineLife.of(SHOPS.branches());
            for (String provider : OTHERS) {
                for (Branch branch : SHOPS.branches()) {
                    replace(provider, branch);
                }
            }
            assertEquals("the engines", engines, EngineLife.of(SHOPS.branches()));
            selling.assertEverySaleIsEverywhereOnce();
            for (Branch branch : SHOPS.branches()) {
                assertFalse("others heard that rules are missing", branch.log().contains("has no conflict rules"));
            }
        }
    }

    private static void replace(String provider, Branch branch) throws Exception {
        Console console = new Console(branch);
        console.uninstall("sync-" + provider);
        String missing = "Waiting for a " + provider.replace("-tcp", "") + " provider";
        await(missing)
                .atMost(SOON)
                .until(() -> TwoShops.attention(branch).stream().anyMatch(line -> line.startsWith(missing)));
        console.install("sync-" + provider);
        SHOPS.awaitWell();
    }
}
