package org.multibusiness.sync.security;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.Test;

public class RegistrationKeyTest {
    private static final String GOOD = "9f2c7e1ab45d3380e6c1f0947ab2d85ee03c6b1f7d2948a5";

    @Test
    public void thePublishedDefaultsOfThePredecessorAreRefused() {
        assertRefused("b3f1c9d7a5e4f2c3819d6b7a2e4f0c1d2a3b4c5d6e7f8a9b0c1d2e3f4a5b6c7", "everybody knows it");
        assertRefused("default_key", "everybody knows it");
        assertRefused("DEFAULT_KEY", "everybody knows it");
    }

    @Test
    public void keysThatCanBeGuessedAreRefused() {
        assertRefused("", "too easy to guess");
        assertRefused("secret", "too easy to guess");
        assertRefused("P4ssw0rd!2025", "too easy to guess");
        assertRefused("a".repeat(200), "too easy to guess");
        assertRefused("0123456789abcdefghijklmnopqrstuvwxyz", "too easy to guess");
        assertRefused("Changeme1!".repeat(20), "too easy to guess");
        assertRefused("correct horse battery staple", "too easy to guess");
        assertRefused("192837465019283746", "too easy to guess");
    }

    @Test
    public void aPlaceholderThatNobodyReplacedIsRefused() {
        assertRefused("$[env:SYNC_REGISTRATION_KEY;default=]", "placeholder");
    }

    @Test
    public void controlCharactersAndEndlessKeysAreRefused() {
        assertRefused(GOOD + "\n" + GOOD, "control characters");
        assertRefused("x9".repeat(1000), "at most 1024");
    }

    @Test
    public void randomKeysOf128BitsAreAcceptedInTheUsualForms() throws SecuritySetupException {
        SecureRandom random = new SecureRandom();
        byte[] bytes = new byte[16];
        for (int i = 0; i < 500; i++) {
            random.nextBytes(bytes);
            RegistrationKey.of(HexFormat.of().formatHex(bytes), "hex");
            RegistrationKey.of(Base64.getEncoder().encodeToString(bytes), "base64");
        }
    }

    /** Eight of a kind in a random key: rare, and no reason to refuse it. */
    @Test
    public void whatHappensInRandomKeysIsForgiven() throws SecuritySetupException {
        RegistrationKey.of("4fb277777777d1903ac5e86b0d2f94c1", "hex");
        RegistrationKey.of("4fb2123456ec93d1903ac5432120d2f9", "hex");
        RegistrationKey.of("4fb29d190a3ac5e84fb29d1907e2c6b8", "hex");

        assertRefused("4fb2777777777d1903ac5e86b0d2f94c", "too easy to guess");
        assertRefused("4fb29d190a3ac5e84fb29d190a3ac5e8", "too easy to guess");
    }

    @Test
    public void tenWordsOfDiceAreAccepted() throws SecuritySetupException {
        RegistrationKey.of("stingy uncork prism velvet dagger oblong mascot thrive gutter wobble", "words");
    }

    @Test
    public void whiteSpaceAroundIsLeftOut() throws SecuritySetupException {
        RegistrationKey key = RegistrationKey.of(" \t" + GOOD + "\r\n", "test");

        assertEquals(GOOD, new String(key.bytes(), StandardCharsets.UTF_8));
    }

    @Test
    public void neitherTextNorRefusalShowTheKey() throws SecuritySetupException {
        assertThat(RegistrationKey.of(GOOD, "test").toString(), not(containsString(GOOD)));
        SecuritySetupException refusal =
                assertThrows(SecuritySetupException.class, () -> RegistrationKey.of("hunter2hunter2", "test"));
        assertThat(refusal.getMessage(), not(containsString("hunter2")));
    }

    private static void assertRefused(String key, String because) {
        SecuritySetupException refusal =
                assertThrows(key, SecuritySetupException.class, () -> RegistrationKey.of(key, "registration.key"));
        assertThat(refusal.getMessage(), containsString(because));
        assertThat(refusal.getMessage(), containsString("registration.key"));
    }
}
