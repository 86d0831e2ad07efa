package org.multibusiness.sync.shell.support;

import static org.junit.Assert.assertEquals;

import java.util.List;
import org.junit.Test;

public class RedactionTest {
    private final Redaction redaction = new Redaction(List.of("Tr0ub4dor&3", "Tr0ub4dor&3-and-more", "short"));

    @Test
    public void aKnownSecretIsHiddenWhereverItStands() {
        assertEquals("login with (not shown) failed", redaction.line("login with Tr0ub4dor&3 failed"));
        assertEquals("(not shown)", redaction.line("Tr0ub4dor&3-and-more"));
    }

    @Test
    public void aSecretThatMayBeAnyWordIsNotLookedFor() {
        assertEquals("in short", redaction.line("in short"));
    }

    @Test
    public void whoLogsInToAnAddressIsHidden() {
        assertEquals(
                "jdbc at postgresql://(not shown)@db:5432/shop is away",
                redaction.line("jdbc at postgresql://ann:pw@db:5432/shop is away"));
    }

    @Test
    public void settingsThatHoldASecretByTheirNameAreHidden() {
        for (String name : List.of("registration.key", "admin.password", "database.url", "smtp.token", "key")) {
            assertEquals(name + " = (not shown)", redaction.setting(name + " = abc"));
        }
    }

    @Test
    public void otherSettingsAndEmptyOnesAndPlacesAreShown() {
        for (String line : List.of(
                "port = 8765",
                "registration.key =",
                "key.file = etc/sync.key",
                "database.url = $[env:DATABASE_URL]",
                "# registration.key: the shared secret")) {
            assertEquals(line, redaction.setting(line));
        }
    }
}
