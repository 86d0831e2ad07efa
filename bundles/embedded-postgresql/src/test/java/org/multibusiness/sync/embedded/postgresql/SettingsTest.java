package org.multibusiness.sync.embedded.postgresql;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.nio.file.Path;
import org.junit.Test;
import org.junit.function.ThrowingRunnable;

public class SettingsTest {
    @Test
    public void autoMeansOnlyWithoutDatabaseUrl() {
        Settings settings = settings("auto", "/srv/pg", "0");

        assertTrue(settings.wanted(""));
        assertFalse(settings.wanted("postgresql://shop@db1/shop"));
        assertTrue(settings("true", "/srv/pg", "0").wanted("postgresql://shop@db1/shop"));
        assertFalse(settings("false", "/srv/pg", "0").wanted(""));
    }

    @Test
    public void urlFileStandsBesideTheDirectory() {
        Path directory = Path.of("srv", "pg").toAbsolutePath();

        Path file = settings("auto", directory.toString(), "0").urlFile();

        assertEquals(directory.resolveSibling("pg.url"), file);
    }

    @Test
    public void badValueIsNamedTogetherWithItsKeyAndWhatIsAllowed() {
        assertRejected(() -> settings("perhaps", "", "0"), "enabled = 'perhaps'", "auto, true or false");
        assertRejected(() -> settings("auto", "", "80"), "port = '80'", "1024 to 65535");
        assertRejected(() -> settings("auto", "", "many"), "port = 'many'", "1024 to 65535");
        assertRejected(() -> settings("auto", "/", "0"), "data.directory = '/'", "below the root");
    }

    private static Settings settings(String enabled, String directory, String port) {
        return Settings.of(enabled, directory, port, "");
    }

    private static void assertRejected(ThrowingRunnable settings, String what, String allowed) {
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, settings).getMessage());
        assertTrue(message, message.contains(what));
        assertTrue(message, message.contains(allowed));
    }
}
