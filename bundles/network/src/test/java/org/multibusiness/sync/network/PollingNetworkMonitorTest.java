package org.multibusiness.sync.network;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.After;
import org.junit.Test;
import org.multibusiness.sync.api.network.NetworkListener;
import org.multibusiness.sync.api.network.NetworkSnapshot;
import org.multibusiness.sync.api.network.NetworkTransition;
import org.multibusiness.sync.api.network.Reach;

public class PollingNetworkMonitorTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final SeenInterface CABLE = Interfaces.up("eth0", "192.168.0.30");
    private static final SeenInterface CABLE_MOVED = Interfaces.up("eth0", "192.168.0.31");
    private static final SeenInterface WIFI = Interfaces.up("wlan0", "192.168.0.20");

    private final List<PollingNetworkMonitor> running = new ArrayList<>();
    private volatile List<SeenInterface> present = List.of(Interfaces.loopback(), CABLE);
    private volatile boolean unreadable;
    private volatile Optional<SeenRoute> route = Optional.of(new SeenRoute("192.168.0.30", "192.168.0.1"));

    @After
    public void stop() throws InterruptedException {
        for (PollingNetworkMonitor monitor : running) {
            monitor.deactivate();
        }
    }

    @Test
    public void aListenerHearsTheCurrentStateFirstAndThenChangesOnly() {
        PollingNetworkMonitor monitor = start();
        Heard heard = new Heard();

        monitor.addListener(heard, () -> heard);
        await().atMost(SOON).until(() -> heard.addresses().equals(List.of("192.168.0.30")));
        present = List.of(CABLE_MOVED);
        await().atMost(SOON).until(() -> heard.addresses().equals(List.of("192.168.0.30", "192.168.0.31")));
        present = List.of(CABLE_MOVED, WIFI);
        await().atMost(SOON)
                .until(() -> heard.addresses().equals(List.of("192.168.0.30", "192.168.0.31", "192.168.0.20")));

        assertEquals("192.168.0.20", monitor.snapshot().chosenAddress());
    }

    @Test
    public void aListenerThatWentHearsNothingAnyMore() {
        PollingNetworkMonitor monitor = start();
        Heard gone = new Heard();
        Heard staying = new Heard();
        monitor.addListener(gone, () -> gone);
        monitor.addListener(staying, () -> staying);
        await().atMost(SOON).until(() -> staying.snapshots.size() == 1);

        monitor.removeListener(gone);
        present = List.of(WIFI);

        await().atMost(SOON).until(() -> staying.snapshots.size() == 2);
        assertThat(gone.snapshots, hasSize(1));
    }

    @Test
    public void aBrokenListenerDoesNotKeepTheOthersFromHearing() {
        PollingNetworkMonitor monitor = start();
        monitor.addListener("broken", () -> snapshot -> {
            throw new IllegalStateException("broken on purpose");
        });
        Heard heard = new Heard();
        monitor.addListener(heard, () -> heard);
        present = List.of(WIFI);

        await().atMost(SOON).until(() -> heard.addresses().contains("192.168.0.20"));
    }

    @Test
    public void whenTheSystemDoesNotAnswerTheLastSnapshotStays() {
        PollingNetworkMonitor monitor = start();
        unreadable = true;
        present = List.of(WIFI);
        Heard heard = new Heard();
        monitor.addListener(heard, () -> heard);
        await().atMost(SOON).until(() -> heard.snapshots.size() == 1);
        assertEquals("192.168.0.30", monitor.snapshot().chosenAddress());

        unreadable = false;

        await().atMost(SOON).until(() -> monitor.snapshot().chosenAddress().equals("192.168.0.20"));
    }

    @Test
    public void aChangedConfigurationCountsAtOnce() {
        PollingNetworkMonitor monitor = start();
        present = List.of(CABLE, WIFI);
        await().atMost(SOON).until(() -> monitor.snapshot().chosenAddress().equals("192.168.0.20"));

        monitor.modified(config("600000", "eth*"));

        await().atMost(SOON).until(() -> monitor.snapshot().chosenAddress().equals("192.168.0.30"));
    }

    @Test
    public void aBadValueIsNamedAndTheLastGoodOneStaysInForce() {
        List<String> rejections = new ArrayList<>();
        Settings last = new Settings(Duration.ofSeconds(7), NamePatterns.parse("eth0"));

        assertEquals(last, Settings.from(config("often", "eth0;wlan0"), last, rejections::add));
        assertThat(rejections, hasSize(2));
        assertThat(rejections.get(0), containsString("poll.interval.ms = 'often' is not allowed"));
        assertThat(rejections.get(0), containsString("7000 stays in force"));
        assertThat(rejections.get(1), containsString("interfaces = 'eth0;wlan0' is not allowed"));
        assertThat(rejections.get(1), containsString("'eth0' stays in force"));
    }

    @Test
    public void comingAndGoingOfTheWayOutIsToldAfterTheSnapshotAndKept() {
        PollingNetworkMonitor monitor = start();
        Heard heard = new Heard();
        monitor.addListener(heard, () -> heard);
        await().atMost(SOON).until(() -> heard.snapshots.size() == 1);
        assertEquals(
                new Reach(Reach.State.ONLINE, "default route by 192.168.0.1 through eth0 from 192.168.0.30"),
                heard.snapshots.get(0).reach());

        route = Optional.empty();
        await().atMost(SOON).until(() -> heard.reached().equals(List.of(Reach.State.LOCAL)));
        assertEquals(Reach.State.LOCAL, heard.snapshots.get(1).reach().state());
        present = List.of(Interfaces.loopback(), Interfaces.down("eth0"));
        await().atMost(SOON).until(() -> heard.reached().equals(List.of(Reach.State.LOCAL, Reach.State.OFFLINE)));
        present = List.of(CABLE);
        route = Optional.of(new SeenRoute("192.168.0.30", ""));
        await().atMost(SOON).until(() -> heard.reached().contains(Reach.State.ONLINE));

        assertEquals(heard.transitions, monitor.transitions());
        assertEquals(
                "default route through eth0 from 192.168.0.30",
                monitor.snapshot().reach().words());
    }

    @Test
    public void whatIsKeptOfComingAndGoingIsBounded() {
        Transitions transitions = new Transitions();
        for (int i = 0; i < 100; i++) {
            Reach before = new Reach(i % 2 == 0 ? Reach.State.LOCAL : Reach.State.ONLINE, "");
            Reach now = new Reach(i % 2 == 0 ? Reach.State.ONLINE : Reach.State.LOCAL, "");
            transitions.note(before, now, Instant.ofEpochSecond(i));
        }

        assertThat(transitions.latest(), hasSize(16));
        assertEquals(Instant.ofEpochSecond(99), transitions.latest().get(15).at());
    }

    @Test
    public void afterDeactivationNoThreadIsLeft() throws InterruptedException {
        PollingNetworkMonitor monitor = start();
        monitor.addListener("anybody", Heard::new);

        monitor.deactivate();
        monitor.removeListener("anybody");

        await().atMost(SOON)
                .untilAsserted(() -> assertFalse(Thread.getAllStackTraces().keySet().stream()
                        .anyMatch(thread -> thread.getName().equals("sync-network"))));
    }

    @Test
    public void theRealSystemShowsLoopback() throws IOException {
        assertTrue(InterfaceReader.read().stream().anyMatch(SeenInterface::loopback));
    }

    private PollingNetworkMonitor start() {
        PollingNetworkMonitor monitor = new PollingNetworkMonitor(
                new Settings(Duration.ofMillis(20), NamePatterns.ALL), this::read, () -> route);
        running.add(monitor);
        return monitor;
    }

    private List<SeenInterface> read() throws IOException {
        if (unreadable) {
            throw new IOException("no interfaces today");
        }
        return present;
    }

    private static PollingNetworkMonitor.Config config(String pollInterval, String interfaces) {
        Map<String, String> values = Map.of("poll_interval_ms", pollInterval, "interfaces", interfaces);
        return (PollingNetworkMonitor.Config) Proxy.newProxyInstance(
                PollingNetworkMonitor.Config.class.getClassLoader(),
                new Class<?>[] {PollingNetworkMonitor.Config.class},
                (self, key, none) -> values.get(key.getName()));
    }

    /** Remembers what it was told. */
    private static final class Heard implements NetworkListener {
        private final List<NetworkSnapshot> snapshots = new CopyOnWriteArrayList<>();
        private final List<NetworkTransition> transitions = new CopyOnWriteArrayList<>();

        @Override
        public void networkChanged(NetworkSnapshot snapshot) {
            snapshots.add(snapshot);
        }

        @Override
        public void reachChanged(NetworkTransition transition) {
            transitions.add(transition);
        }

        List<Reach.State> reached() {
            return transitions.stream().map(NetworkTransition::to).toList();
        }

        List<String> addresses() {
            return snapshots.stream().map(NetworkSnapshot::chosenAddress).toList();
        }
    }
}
