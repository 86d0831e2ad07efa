package org.multibusiness.sync.security;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class SettingsTest {
    private static final String KEY = "4bd7a91c60e8f3522e9d07c4b1a865f03d7e2c9810fa46b5";
    private static final String OTHER_KEY = "e05a3c7719d2b8f4466c1f80a7d39e52b46f08c1d97a2e63";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void theEnvironmentGoesBeforeTheFile() throws Exception {
        assertKey(KEY, settings(Map.of("registration.key", OTHER_KEY), KEY));
        assertKey(OTHER_KEY, settings(Map.of("registration.key", OTHER_KEY), null));
        assertKey(OTHER_KEY, settings(Map.of("registration.key", OTHER_KEY), ""));
    }

    @Test
    public void withoutBothTheKeyFileInKarafsEtcIsUsed() throws Exception {
        settings(Map.of(), null).registrationKey();

        assertEquals(65, Files.size(karaf("etc").resolve("sync.key")));
    }

    @Test
    public void theIdentityIsKeptInKarafsDataUnlessConfigured() throws Exception {
        Path elsewhere = folder.getRoot().toPath().resolve("elsewhere");

        assertEquals(
                karaf("data").resolve("sync/identity"), settings(Map.of(), null).identityDirectory());
        assertEquals(
                elsewhere,
                settings(Map.of("identity.directory", " " + elsewhere), null).identityDirectory());
    }

    @Test
    public void aPathThatIsNoneIsNamed() {
        SecuritySetupException failure = assertThrows(
                SecuritySetupException.class,
                () -> settings(Map.of("identity.directory", "a\0b"), null).identityDirectory());

        assertThat(failure.getMessage(), containsString("identity.directory"));
    }

    @Test
    public void theWordForPrivacyIsFullOrMinimalAndAnyOtherIsNamedWithWhatIsAllowed() throws Exception {
        assertEquals(PresencePrivacy.FULL, settings(Map.of(), null).presencePrivacy());
        assertEquals(
                PresencePrivacy.FULL,
                settings(Map.of("presence.privacy", "full"), null).presencePrivacy());
        assertEquals(
                PresencePrivacy.MINIMAL,
                settings(Map.of("presence.privacy", " Minimal "), null).presencePrivacy());

        SecuritySetupException failure = assertThrows(
                SecuritySetupException.class,
                () -> settings(Map.of("presence.privacy", "none"), null).presencePrivacy());

        assertThat(failure.getMessage(), containsString("presence.privacy = 'none' is not allowed; allowed are full"));
    }

    private static void assertKey(String expected, Settings settings) throws SecuritySetupException {
        assertArrayEquals(
                expected.getBytes(StandardCharsets.UTF_8),
                settings.registrationKey().key().bytes());
    }

    private Path karaf(String part) {
        return folder.getRoot().toPath().resolve(part);
    }

    private Settings settings(Map<String, String> values, @Nullable String variable) throws Exception {
        Files.createDirectories(karaf("etc"));
        Map<String, String> properties = new HashMap<>();
        properties.put("karaf.etc", karaf("etc").toString());
        properties.put("karaf.data", karaf("data").toString());
        SecurityConfig config = (SecurityConfig) Proxy.newProxyInstance(
                SecurityConfig.class.getClassLoader(),
                new Class<?>[] {SecurityConfig.class},
                (proxy, method, arguments) ->
                        values.getOrDefault(method.getName().replace('_', '.'), ""));
        return Settings.from(config, properties::get, name -> variable);
    }
}
