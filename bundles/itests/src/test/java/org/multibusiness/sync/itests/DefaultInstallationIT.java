package org.multibusiness.sync.itests;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.CoreMatchers.containsString;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.multibusiness.sync.demo.Branch;

/** The distribution as it is unpacked, of which nobody set a port or anything else, on a host of its own. */
public class DefaultInstallationIT {
    private static final int SYNC = 8765;
    private static final int ANNOUNCEMENTS = 5353;

    private Namespaces wire;
    private String host;
    private Branch shop;

    @Before
    public void start() throws Exception {
        assumeTrue("SKIPPED: needs root, iproute2 and nftables", Namespaces.possible());
        wire = new Namespaces();
        host = wire.add();
        Path work = Distribution.work(DefaultInstallationIT.class);
        Path home = wire.home(host, Distribution.home(), work);
        shop = new Branch("shop", home, work, Map.of(), Branch.Ports.DEFAULT);
        shop.start(Map.of());
        await("syncing")
                .atMost(Ward.START)
                .until(() -> shop.shell("sync:status --json"), containsString("\"syncing\""));
    }

    @After
    public void stop() throws Exception {
        if (shop != null) {
            shop.stop();
        }
        if (wire != null) {
            wire.close();
        }
    }

    @Test
    public void fromAnotherHostOnlyTheSyncPortAndAnnouncementsAreOpen() throws Exception {
        Path found = Files.createTempFile(shop.data(""), "scan", ".txt");
        Process scan = wire.program(wire.add(), PortScan.class, wire.address(host), found.toString());
        assertTrue("the scan", scan.waitFor(2, TimeUnit.MINUTES));

        Set<Integer> open =
                Files.readAllLines(found).stream().map(Integer::valueOf).collect(Collectors.toCollection(TreeSet::new));
        assertEquals("TCP, from another host", Set.of(SYNC), open);
        Set<Integer> held = PortScan.held(shop, "tcp", false);
        assertTrue(
                "shell, console and database listen: " + held,
                held.containsAll(Set.of(SYNC, shop.ports().http(), shop.ports().ssh())) && held.size() >= 4);
        assertEquals("TCP beyond loopback, of whatever address", Set.of(SYNC), PortScan.held(shop, "tcp", true));
        PortScan.awaitDatagramPorts(shop, Set.of(ANNOUNCEMENTS));
    }
}
