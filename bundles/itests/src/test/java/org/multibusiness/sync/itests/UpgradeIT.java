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

    private static final List<String> CLASSES = List.of(
            "org.multibusiness.sync.discovery.multicast.MulticastDiscovery",
            "org.multibusiness.sync.transport.tcp.TcpTransport");

    @Test
    public void multicastAndTransportGetANewVersionAndTheOldOneAgainWhileBothShopsSell() throws Exception {
        String repository = NextVersion.repository(Distribution.home(), SHOPS.folder(), FEATURES);
        try (Selling selling = new Selling(SHOPS.cluster(), "upgrade")) {
            Map<String, EngineLife> before = EngineLife.of(SHOPS.branches());
            for (Branch branch : SHOPS.branches()) {
                branch.shell("feature:repo-add " + repository);
                to(NEXT, branch);
                to(SHIPPED, branch);
                branch.shell("feature:repo-remove sync-" + NEXT);
                to(SHIPPED, branch);
            }
            assertEquals("the engines", before, EngineLife.of(SHOPS.branches()));
            selling.assertEverySaleIsEverywhereOnce();
        }
    }

    private static void to(String version, Branch branch) throws Exception {
        for (String feature : FEATURES) {
            branch.shell("feature:install --upgrade " + feature + "/" + version);
        }
        assertEquals(
                Map.of(
                        "org.multibusiness.sync.discovery.multicast", version + " Active",
                        "org.multibusiness.sync.transport.tcp", version + " Active"),
                versions(branch));
        SHOPS.awaitWell();
        await("multicast names the other branch again").atMost(SOON).until(() -> TwoShops.via(branch)
                .contains("multicast"));
        assertThat(branch.shell("sync:status"), containsString("syncing"));
        for (String type : CLASSES) {
            await(type + " is loaded in one version")
                    .atMost(SOON)
                    .until(() -> Footprint.versions(branch, type), loaded -> loaded == 1);
        }
    }

    /** What {@code bundle:list} says of them: its columns are id, state, level, version, symbolic name. */
    private static Map<String, String> versions(Branch branch) throws Exception {
        Map<String, String> versions = new TreeMap<>();
        for (String line : branch.shell("bundle:list -s").lines().toList()) {
            String[] columns = line.split("\\|");
            if (columns.length >= 5 && columns[4].strip().matches(".*\\.(discovery\\.multicast|transport\\.tcp)")) {
                versions.merge(
                        columns[4].strip(), columns[3].strip() + " " + columns[1].strip(), (one, two) -> one + ", " + two);
            }
        }
        return versions;
    }
}
