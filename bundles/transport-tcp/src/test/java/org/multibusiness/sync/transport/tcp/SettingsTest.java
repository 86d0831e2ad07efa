package org.multibusiness.sync.transport.tcp;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.time.Duration;
import org.junit.Test;

public class SettingsTest {
    @Test
    public void anEmptyValueIsAsGoodAsNone() {
        assertEquals(8765, Settings.from(TestConfig.with("port", " ")).port());
        assertEquals(64, Settings.from(TestConfig.with("max.links", "")).maxLinks());
        assertEquals(
                "0.0.0.0",
                Settings.from(TestConfig.with("bind.address", "")).bindAddress().getHostAddress());
    }

    @Test
    public void theDefaultsAreThoseOfTheDocumentation() {
        Settings settings = Settings.from(TestConfig.with("port", "8765"));

        assertEquals(
                new Settings(
                        8765,
                        settings.bindAddress(),
                        32,
                        Duration.ofSeconds(10),
                        64 << 20,
                        32 << 20,
                        Duration.ofSeconds(5),
                        64,
                        Duration.ofSeconds(30)),
                settings);
    }

    @Test
    public void badValuesAreNamedWithWhatIsAllowed() {
        assertRefused("port", "65536", "0 to 65535");
        assertRefused("port", "-1", "0 to 65535");
        assertRefused("port", "8765 # sync", "a whole number from 0 to 65535");
        assertRefused("max.unauthenticated", "0", "1 to 1000");
        assertRefused("handshake.deadline.ms", "5", "100 to 60000");
        assertRefused("max.frame.bytes", "99999999999", "65536 to 67108864");
        assertRefused("outbound.queue.bytes", "1", "65536 to 1073741824");
        assertRefused("connect.timeout.ms", "15000", "100 to 14000");
        assertRefused("max.links", "many", "a whole number from 1 to 1000");
        assertRefused("link.idle.timeout.ms", "30", "1000 to 3600000");
        assertRefused("bind.address", "not an address", "0.0.0.0 for all");
    }

    private static void assertRefused(String key, String value, String allowed) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> Settings.from(TestConfig.with(key, value)));
        assertThat(refusal.getMessage(), containsString(key + " = '" + value + "'"));
        assertThat(refusal.getMessage(), containsString(allowed));
        assertThat(refusal.getMessage(), containsString("etc/org.multibusiness.sync.transport.tcp.cfg"));
    }
}
