package org.multibusiness.sync.discovery.dns;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;
import org.xbill.DNS.Name;

/** Which values are taken, and how bad ones are answered. */
public class SettingsTest {
    @Test
    public void goodValuesAreTaken() {
        Settings settings = Settings.from(
                config("branches.example.org", "192.168.0.1, 10.0.0.1:5353 fd00::1 [fd00::2]:5354", "60000", "500"),
                Settings.DEFAULTS);
        assertTrue(settings.rejections().toString(), settings.rejections().isEmpty());
        assertEquals(Optional.of(Name.fromConstantString("branches.example.org.")), settings.domain());
        assertEquals(Duration.ofMinutes(1), settings.refresh());
        assertEquals(
                "[/192.168.0.1:53, /10.0.0.1:5353, /[fd00:0:0:0:0:0:0:1]:53, /[fd00:0:0:0:0:0:0:2]:5354]",
                settings.servers().toString());
    }

    @Test
    public void badValuesAreRefusedByNameAndTheLastGoodOnesStay() {
        Settings good = Settings.from(config("good.example.org", "10.0.0.1", "60000", "500"), Settings.DEFAULTS);
        Settings bad = Settings.from(config("no domain!", "ns.example.org", "soon", "0"), good);
        assertEquals(good.domain(), bad.domain());
        assertEquals(good.servers(), bad.servers());
        assertEquals(4, bad.rejections().size());
        assertThat(bad.rejections().get(0), containsString("domain = 'no domain!' is not allowed"));
        assertThat(bad.rejections().get(1), containsString("in digits"));
        assertThat(bad.rejections().get(2), containsString("60000 stays in force"));
    }

    private static DnsDiscovery.Config config(String domain, String servers, String refresh, String timeout) {
        Map<String, String> values =
                Map.of("domain", domain, "servers", servers, "refresh_ms", refresh, "timeout_ms", timeout);
        return (DnsDiscovery.Config) Proxy.newProxyInstance(
                DnsDiscovery.Config.class.getClassLoader(),
                new Class<?>[] {DnsDiscovery.Config.class},
                (self, key, none) -> values.get(key.getName()));
    }
}
