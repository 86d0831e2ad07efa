package org.multibusiness.sync.itests;

import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;

import java.io.IOException;
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

    private static final int SWAPS = Integer.getInteger("sync.swaps", 100);
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final List<String> DISCOVERIES = List.of("multicast", "manual", "dns");

    /** After so many swaps everything that grows once has grown; the same discovery runs as after the last one. */
    private static final int EARLY = 10 + (SWAPS - 10) % DISCOVERIES.size();

    /**
     * What no swap of a discovery may touch.
     *
     * @param components the engine's components by name, with their ids
     * @param threads the numbers of the engine's threads: started again they would be others
     * @param connections the link's TCP connections, by the system's number
     * @param beginnings log lines about a node that starts, a database that is opened, a link that came into use
     */
    private record Untouched(
            Map<String, String> components, List<String> threads, Set<String> connections, long beginnings) {
        private static final Pattern BEGINNING =
                Pattern.compile("\"message\":\"(Node \\S+ starts|Database ready|Linked with)");

        static Untouched of(Branch branch) throws Exception {
            return new Untouched(
                    new Console(branch).components("org.multibusiness.sync.engine."),
                    engineThreads(branch),
                    Footprint.connections(branch, SHOPS.ports()),
                    BEGINNING.matcher(branch.log()).results().count());
        }

        private static List<String> engineThreads(Branch branch) throws IOException {
            return Footprint.threads(branch).entrySet().stream()
                    .filter(thread -> List.of("sync-engine", "sync-database", "sync-numbering")
                            .contains(thread.getValue()))
                    .map(Map.Entry::toString)
                    .sorted()
                    .toList();
        }
    }

    @Test
    public void discoveriesReplaceEachOtherUnderWritesAndNothingElseNotices() throws Exception {
        Map<Branch, Footprint> early = new HashMap<>();
        try (Selling selling = new Selling(SHOPS.cluster())) {
            Map<Branch, Untouched> before = untouched();
            for (int swap = 1; swap <= SWAPS; swap++) {
                long t = System.nanoTime();
                swapAtBoth(discovery(swap - 1), discovery(swap));
                System.err.println(swap + " " + (System.nanoTime() - t) / 1000000 + " ms");
                if (swap == EARLY) {
                    early.putAll(footprints());
                }
            }
            System.err.println(early);
            System.err.println(footprints());
            System.err.println(before);
            System.err.println(untouched());
            assertEquals(before, untouched());
            selling.assertEverySaleIsEverywhereOnce();
        }
    }

    private static String discovery(int swap) {
        return DISCOVERIES.get(swap % DISCOVERIES.size());
    }

    private static Map<Branch, Untouched> untouched() throws Exception {
        Map<Branch, Untouched> all = new HashMap<>();
        for (Branch branch : SHOPS.branches()) {
            all.put(branch, Untouched.of(branch));
        }
        return all;
    }

    private static Map<Branch, Footprint> footprints() throws Exception {
        Map<Branch, Footprint> all = new HashMap<>();
        for (Branch branch : SHOPS.branches()) {
            all.put(branch, Footprint.of(branch));
        }
        return all;
    }

    /** At both at once: what one of them does not announce, the other one does not hear. */
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
}
