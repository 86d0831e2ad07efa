package org.multibusiness.sync.security;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The secret that all branches of a business share: who proves to know it is admitted. Never printed. */
final class RegistrationKey {
    /** Below this estimate a key is refused, in bits. */
    static final int LEAST_BITS = 128;

    private static final Logger LOG = LoggerFactory.getLogger(RegistrationKey.class);
    private static final int LONGEST = 1024;
    private static final int RANDOM_BYTES = 32;
    /** Keys that everybody knows: published by the predecessor as its defaults. */
    private static final Set<String> PUBLISHED =
            Set.of("b3f1c9d7a5e4f2c3819d6b7a2e4f0c1d2a3b4c5d6e7f8a9b0c1d2e3f4a5b6c7", "default_key");

    private final String value;

    private RegistrationKey(String value) {
        this.value = value;
    }

    /**
     * Checks a key.
     *
     * @param text the key; white space around it is reported and left out
     * @param source where it comes from, for messages
     */
    static RegistrationKey of(String text, String source) throws SecuritySetupException {
        String key = text.strip();
        if (key.length() != text.length()) {
            LOG.warn(
                    "{} has white space around it, which is left out. Remove it there, so that nobody copies it along.",
                    source);
        }
        String fault = fault(key);
        if (!fault.isEmpty()) {
            throw new SecuritySetupException("The registration key is refused: " + source + " " + fault
                    + ". Until it is changed this node talks to no other. To get a good key: empty the setting (unset"
                    + " SYNC_REGISTRATION_KEY) and remove etc/sync.key, then one is generated; or set the key of the"
                    + " servers that already work together; or make one with 'openssl rand -hex 32'. All servers of the"
                    + " business need the same key.");
        }
        return new RegistrationKey(key);
    }

    /** A new one: 256 random bits. */
    static RegistrationKey random() {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        return new RegistrationKey(HexFormat.of().formatHex(random));
    }

    /** The secret itself, for derivation, a private file, or another node's security. */
    byte[] bytes() {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    private static String fault(String key) {
        if (PUBLISHED.contains(key.toLowerCase(Locale.ROOT))) {
            return "is the default key of the predecessor, which is published: everybody knows it";
        }
        if (key.startsWith("$[") || key.startsWith("${")) {
            return "is a placeholder that was not replaced by its value";
        }
        if (key.length() > LONGEST) {
            return "has " + key.length() + " characters; allowed are at most " + LONGEST;
        }
        if (key.chars().anyMatch(Character::isISOControl)) {
            return "has control characters (line breaks, tabs) inside";
        }
        int bits = (int) KeyStrength.bits(key);
        return bits >= LEAST_BITS
                ? ""
                : "is too easy to guess: its " + key.length() + " characters are worth about " + bits
                        + " bits, needed are " + LEAST_BITS
                        + " (32 random hex digits, or 22 random letters and digits)";
    }

    @Override
    public String toString() {
        return "registration key (secret)";
    }
}
