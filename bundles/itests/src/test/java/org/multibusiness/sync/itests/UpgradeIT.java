package org.multibusiness.sync.itests;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.multibusiness.sync.itests.NextVersion.NEXT;
import static org.multibusiness.sync.itests.NextVersion.SHIPPED;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.demo.Branch;

/** Bundles get a new version, and the old one again, while both shops sell. */
public class UpgradeIT {
    @ClassRule
    public static final TwoShops SHOPS = new TwoShops(UpgradeIT.class);

    private static final Duration SOON = Duration.ofMinutes(1);
    private static final List<String> FEATURES = List.of("sync-discovery-multicast", "sync-transport-tcp");

    private static final Map<String, Long> ONE_OF_EACH = Map.of(
            "org.multibusiness.sync.discovery.multicast.MulticastDiscovery", 1L,
            "org.multibusiness.sync.transport.tcp.TcpTransport", 1L);

    @Test
    public void multicastAndTransportGetANewVersionAndTheOldOneAgainWhileBothShopsSell() throws Exception {
        String repository = NextVersion.repository(Distribution.home(), SHOPS.folder(), FEATURES);
        try (Selling selling = new Selling(SHOPS.cluster(), "upgrade-")) {
            Map<String, EngineLife> before = EngineLife.of(SHOPS.branches());
            for (Branch branch : SHOPS.branches()) {
                upgrade(branch, NEXT, repository);
                upgrade(branch, SHIPPED, repository);
                branch.shell("feature:repo-remove sync-" + NEXT);
            }
            assertEquals("the engines", before, EngineLife.of(SHOPS.branches()));
            selling.assertEverySaleIsEverywhereOnce();
        }
    }

    private static void upgrade(Branch branch, String version, String repository) throws Exception {
        StringBuilder commands = new StringBuilder("feature:repo-add " + repository);
        for (String feature : FEATURES) {
            commands.append("; feature:install --upgrade ")
                    .append(feature)
                    .append('/')
                    .append(version);
        }
        String said = branch.shell(commands.append("; bundle:list -s").toString());
        assertEquals(
                Map.of(
                        "org.multibusiness.sync.discovery.multicast", version + " Active",
                        "org.multibusiness.sync.transport.tcp", version + " Active"),
                versions(said));
        SHOPS.awaitWell();
        await("multicast names the other branch again")
                .atMost(SOON)
                .until(() -> TwoShops.via(branch).contains("multicast"));
        assertThat(branch.shell("sync:status"), containsString("syncing"));
        await("each class is loaded once")
                .atMost(SOON)
                .until(() -> Footprint.versions(branch, ONE_OF_EACH.keySet()), ONE_OF_EACH::equals);
    }

    /** What {@code bundle:list} says of them: its columns are id, state, level, version, symbolic name. */
    private static Map<String, String> versions(String said) {
        Map<String, String> versions = new TreeMap<>();
        for (String line : said.lines().toList()) {
            String[] columns = line.split("\\|", -1);
            if (columns.length >= 5 && columns[4].strip().matches(".*\\.(discovery\\.multicast|transport\\.tcp)")) {
                versions.merge(
                        columns[4].strip(),
                        columns[3].strip() + " " + columns[1].strip(),
                        (one, two) -> one + ", " + two);
            }
        }
        return versions;
    }
}
