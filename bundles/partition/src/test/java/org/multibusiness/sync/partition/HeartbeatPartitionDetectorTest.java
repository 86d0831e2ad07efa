package org.multibusiness.sync.partition;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.After;
import org.junit.Test;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.partition.PartitionDetector.Sign;
import org.multibusiness.sync.api.partition.PartitionListener;
import org.multibusiness.sync.api.partition.PeerCondition;
import org.multibusiness.sync.partition.rules.Patience;

public class HeartbeatPartitionDetectorTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final NodeId DEPOT = new NodeId("00000000000000d1");
    private static final NodeId SHOP = new NodeId("00000000000000e2");

    private final HandTurnedClock clock = new HandTurnedClock();
    private final HeartbeatPartitionDetector detector =
            new HeartbeatPartitionDetector(Patience.DEFAULT, clock, Duration.ofMillis(5));

    @After
    public void stop() throws InterruptedException {
        detector.deactivate();
    }

    @Test
    public void aListenerHearsTheCurrentStatesFirstAndThenEveryChangeInOrder() {
        detector.heard(SHOP, "Shop", Sign.PRESENCE, clock.instant());
        detector.heard(DEPOT, "Depot", Sign.LINK, clock.instant());
        Heard heard = new Heard();

        detector.addListener(heard, () -> heard);
        detector.linkLost(DEPOT, clock.instant());
        detector.left(SHOP, clock.instant());

        await().atMost(SOON).until(() -> heard.words.size() == 4);
        assertEquals(List.of("Depot ALIVE", "Shop ALIVE", "Depot SUSPECT", "Shop LEFT"), heard.words);
    }

    @Test
    public void silenceIsNoticedWithoutAnyCall() {
        Heard heard = new Heard();
        detector.addListener(heard, () -> heard);
        detector.heard(DEPOT, "Depot", Sign.LINK, clock.instant());
        await().atMost(SOON).until(() -> heard.words.contains("Depot ALIVE"));

        for (int step = 0; step < 4; step++) {
            letTimePass(Duration.ofSeconds(3));
        }

        await().atMost(SOON).until(() -> heard.words.equals(List.of("Depot ALIVE", "Depot SUSPECT")));
    }

    @Test
    public void aListenerThatWentHearsNothingAnyMore() {
        Heard gone = new Heard();
        Heard staying = new Heard();
        detector.addListener(gone, () -> gone);
        detector.addListener(staying, () -> staying);

        detector.removeListener(gone);
        detector.heard(DEPOT, "Depot", Sign.LINK, clock.instant());

        await().atMost(SOON).until(() -> staying.words.size() == 1);
        assertThat(gone.words, hasSize(0));
    }

    @Test
    public void aBrokenListenerDoesNotKeepTheOthersFromHearing() {
        detector.addListener("broken", () -> condition -> {
            throw new IllegalStateException("broken on purpose");
        });
        Heard heard = new Heard();
        detector.addListener(heard, () -> heard);

        detector.heard(DEPOT, "Depot", Sign.LINK, clock.instant());

        await().atMost(SOON).until(() -> heard.words.size() == 1);
    }

    @Test
    public void badValuesAreNamedAndTheLastGoodOnesStayInForce() {
        List<String> rejections = new ArrayList<>();

        Patience patience = Settings.from(config("soon", "90000", "500"), Patience.DEFAULT, rejections::add);

        assertEquals(
                new Patience(
                        Patience.DEFAULT.suspectAfter(),
                        Duration.ofSeconds(90),
                        Patience.DEFAULT.offlineAfterLinkLost()),
                patience);
        assertThat(rejections, hasSize(2));
        assertThat(rejections.get(0), containsString("suspect.after.ms = 'soon' is not allowed"));
        assertThat(rejections.get(1), containsString("offline.after.link.lost.ms = '500' is not allowed"));
    }

    @Test
    public void suspectAfterOfflineIsRefusedAsAPair() {
        List<String> rejections = new ArrayList<>();

        assertEquals(
                Patience.DEFAULT, Settings.from(config("60000", "50000", "5000"), Patience.DEFAULT, rejections::add));
        assertThat(rejections.get(0), containsString("suspect.after.ms = '60000'"));
        assertThat(rejections.get(0), containsString("peer.timeout.ms = '50000'"));
    }

    @Test
    public void afterDeactivationNoThreadIsLeftAndLateSignsDoNoHarm() throws InterruptedException {
        detector.deactivate();

        detector.heard(DEPOT, "Depot", Sign.LINK, clock.instant());
        detector.removeListener("anybody");

        await().atMost(SOON)
                .untilAsserted(() -> assertFalse(Thread.getAllStackTraces().keySet().stream()
                        .anyMatch(thread -> thread.getName().equals("sync-partition"))));
    }

    /** So much that no tick sees a leap of the clock, and then until a tick has seen it. */
    private void letTimePass(Duration step) {
        clock.now = clock.now.plus(step);
        int seen = clock.readings;
        await().atMost(SOON).pollInterval(Duration.ofMillis(2)).until(() -> clock.readings > seen + 1);
    }

    private static HeartbeatPartitionDetector.Config config(String suspect, String timeout, String linkLost) {
        Map<String, String> values =
                Map.of("suspect_after_ms", suspect, "peer_timeout_ms", timeout, "offline_after_link_lost_ms", linkLost);
        return (HeartbeatPartitionDetector.Config) Proxy.newProxyInstance(
                HeartbeatPartitionDetector.Config.class.getClassLoader(),
                new Class<?>[] {HeartbeatPartitionDetector.Config.class},
                (self, key, none) -> values.get(key.getName()));
    }

    /** Remembers what it was told. */
    private static final class Heard implements PartitionListener {
        private final List<String> words = new CopyOnWriteArrayList<>();

        @Override
        public void conditionChanged(PeerCondition condition) {
            words.add(condition.name() + " " + condition.state());
        }
    }

    /** Stands still until the test turns it. */
    private static final class HandTurnedClock extends Clock {
        private volatile Instant now = Instant.parse("2026-11-01T08:00:00Z");
        private volatile int readings;

        @Override
        public synchronized Instant instant() {
            readings = readings + 1;
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
