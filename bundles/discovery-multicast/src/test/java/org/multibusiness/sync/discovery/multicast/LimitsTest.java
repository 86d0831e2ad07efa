package org.multibusiness.sync.discovery.multicast;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.testkit.TestSecurity;

public class LimitsTest {
    private static final long SECOND = 1_000_000_000L;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void anAddressMaySendABurstAndThenSoManyASecond() throws IOException {
        SourceLimiter limiter = new SourceLimiter();
        InetAddress loud = InetAddress.getByName("10.0.0.1");

        assertEquals(SourceLimiter.BURST, allowed(limiter, loud, 1_000, 0));
        assertEquals(SourceLimiter.PER_SECOND, allowed(limiter, loud, 1_000, SECOND));
        assertTrue(limiter.allows(InetAddress.getByName("10.0.0.2"), SECOND));
        assertEquals(SourceLimiter.BURST, allowed(limiter, loud, 1_000, 60 * SECOND));
    }

    @Test
    public void noMoreSourcesThanTheLimitAreRemembered() throws IOException {
        SourceLimiter limiter = new SourceLimiter();
        for (int i = 0; i < 10_000; i++) {
            limiter.allows(InetAddress.getByAddress(new byte[] {10, 0, (byte) (i >> 8), (byte) i}), 0);
        }

        assertEquals(SourceLimiter.SOURCES, limiter.sources());
    }

    @Test
    public void whatTheLoopCannotTakeIsRefused() {
        List<Runnable> waiting = new ArrayList<>();
        Executor stuck = waiting::add;
        RefusalCounts refusals = new RefusalCounts();
        NodeId id = new NodeId("00000000000000aa");
        Intake intake = new Intake(
                new TestSecurity(id, Lab.KEY),
                refusals,
                new Witness(Optional::empty, source -> ""),
                stuck,
                (presence, source) -> {});
        byte[] message = "{\"type\":\"presence\",\"nodeId\":\"x\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8);

        for (int i = 0; i < 2 * Intake.PENDING; i++) {
            intake.arrived(message, source(i));
        }

        assertThat(waiting, hasSize(Intake.PENDING));
        assertEquals(Intake.PENDING, refusals.of(Refusal.OVERLOAD));
        waiting.forEach(Runnable::run);
        waiting.clear();
        intake.arrived(message, source(0));
        assertThat(waiting, hasSize(1));
    }

    @Test
    public void aStartHasALargerNumberThanTheLastEvenIfTheClockWentBack() throws IOException {
        Path file = folder.getRoot().toPath().resolve("incarnation");

        assertEquals(1_000, Incarnation.next(file, 1_000));
        assertEquals(2_000, Incarnation.next(file, 2_000));
        assertEquals(2_001, Incarnation.next(file, 500));
        assertEquals(2_002, Incarnation.next(file, 2_001));
        Files.writeString(file, "nonsense");
        assertEquals(700, Incarnation.next(file, 700));
        assertEquals(700, Incarnation.next(null, 700));
        assertEquals(700, Incarnation.next(folder.getRoot().toPath(), 700));
    }

    @Test
    public void literalAddressesAreReadAndNamesAreNot() {
        for (String good : List.of("192.168.0.1", "0.0.0.0", "fd00::1", "::1", "1:2:3:4:5:6:7:8")) {
            assertTrue(good, Literals.any(good).isPresent());
        }
        for (String bad :
                List.of("", "localhost", "256.1.1.1", "1.2.3", "1.2.3.4.5", "a:b", "::1%lo", "1::2::3", "x::1")) {
            assertEquals(bad, Optional.empty(), Literals.any(bad));
        }
    }

    @Test
    public void badValuesAreNamedAndTheLastGoodOnesStayInForce() {
        Settings settings = Settings.from(config("10.0.0.1", "70000", "fast", "10"), Settings.DEFAULTS);

        assertEquals(Settings.DEFAULTS.group(), settings.group());
        assertEquals(Settings.DEFAULTS.interval(), settings.interval());
        assertEquals(Settings.DEFAULTS.peerTimeout(), settings.peerTimeout());
        assertThat(settings.rejections(), hasSize(4));
        assertThat(settings.rejections().get(0), containsString("multicast.group = '10.0.0.1' is not allowed"));
        assertThat(settings.rejections().get(1), containsString("multicast.port = '70000' is not allowed"));
        assertThat(settings.rejections().get(2), containsString("presence.interval.ms = 'fast' is not allowed"));
        assertThat(settings.rejections().get(3), containsString("peer.timeout.ms = '10' is not allowed"));
    }

    @Test
    public void goodValuesAreTaken() {
        Settings settings = Settings.from(config("239.1.2.3", " 15353 ", "5000", "20000"), Settings.DEFAULTS);

        assertEquals("/239.1.2.3:15353", settings.group().toString());
        assertEquals(Duration.ofSeconds(5), settings.interval());
        assertEquals(Duration.ofSeconds(20), settings.peerTimeout());
        assertFalse(settings.rejections().iterator().hasNext());
    }

    private static MulticastDiscovery.Config config(String group, String port, String interval, String timeout) {
        Map<String, String> values = Map.of(
                "multicast_group", group,
                "multicast_port", port,
                "presence_interval_ms", interval,
                "peer_timeout_ms", timeout);
        return (MulticastDiscovery.Config) Proxy.newProxyInstance(
                MulticastDiscovery.Config.class.getClassLoader(),
                new Class<?>[] {MulticastDiscovery.Config.class},
                (self, key, none) -> values.get(key.getName()));
    }

    private static long allowed(SourceLimiter limiter, InetAddress source, int tries, long nowNanos) {
        long allowed = 0;
        for (int i = 0; i < tries; i++) {
            allowed += limiter.allows(source, nowNanos) ? 1 : 0;
        }
        return allowed;
    }

    private static InetAddress source(int number) {
        try {
            return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) number});
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
