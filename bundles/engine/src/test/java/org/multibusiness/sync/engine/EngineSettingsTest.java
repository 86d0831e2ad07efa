package org.multibusiness.sync.engine;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.Test;
import org.multibusiness.sync.api.NodeId;

/** The engine's configuration and its answers to bad input. */
public class EngineSettingsTest {
    @Test
    public void anEmptyNameBecomesTheHostName() {
        assertTrue(EngineSettings.from("", "30000").nodeName().startsWith("sync-node-"));
    }

    @Test
    public void aGoodConfigurationIsTakenAsItIs() {
        assertEquals(
                new EngineSettings("Shop 1", Duration.ofSeconds(5), Duration.ofMinutes(5), Optional.empty(), true),
                EngineSettings.from(" Shop 1 ", " 5000 "));
    }

    @Test
    public void aBadDriftIsRefusedNamingKeyValueAndWhatIsAllowed() {
        for (String bad : new String[] {"soon", "", "1", "86400001", "-1"}) {
            String message =
                    String.valueOf(assertThrows(IllegalArgumentException.class, () -> EngineSettings.drift(bad))
                            .getMessage());
            assertTrue(message, message.contains("clock.max-drift.ms = '" + bad + "'"));
        }
        assertEquals(Duration.ZERO, EngineSettings.drift("0"));
    }

    @Test
    public void onlyANodeIdNamesALogToAdopt() {
        assertEquals(Optional.empty(), EngineSettings.adoptLog(""));
        assertEquals(Optional.of(new NodeId("0123456789abcdef")), EngineSettings.adoptLog("0123456789abcdef"));
        String message =
                String.valueOf(assertThrows(IllegalArgumentException.class, () -> EngineSettings.adoptLog("true"))
                        .getMessage());
        assertTrue(message, message.contains("node.adopt-log = 'true'"));
    }

    @Test
    public void aBadIntervalIsRefusedNamingKeyValueAndWhatIsAllowed() {
        for (String bad : new String[] {"soon", "", "999", "3600001", "-1"}) {
            String message = refusal("x", bad);
            assertTrue(message, message.contains("interval.ms = '" + bad + "'"));
            assertTrue(message, message.contains("1000 to 3600000"));
        }
    }

    @Test
    public void aNameWithControlCharactersIsRefusedWithoutRepeatingThem() {
        String message = refusal("shop\u001b[31m", "30000");
        assertTrue(message, message.contains("node.name = 'shop?[31m'"));
    }

    private static String refusal(String name, String interval) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> EngineSettings.from(name, interval))
                .getMessage());
    }
}
