package org.multibusiness.sync.security;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The code that is shown, at most one at a time: for five minutes, three tries, one success. Thread-safe. */
final class PairingCodes {
    /** How long a code counts. */
    static final Duration VALID = Duration.ofMinutes(5);

    /** So many conversations may be begun with a code; each is worth one guess. */
    static final int TRIES = 3;

    private static final int DIGITS = 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Clock clock;
    private @Nullable String shown;
    private Instant until = Instant.MIN;
    private int triesLeft;

    PairingCodes(Clock clock) {
        this.clock = clock;
    }

    /** A new code, for example {@code 4821-0937}. */
    synchronized String open() {
        String digits = String.format(Locale.ROOT, "%08d", RANDOM.nextInt(100_000_000));
        shown = digits;
        until = clock.instant().plus(VALID);
        triesLeft = TRIES;
        return digits.substring(0, DIGITS / 2) + "-" + digits.substring(DIGITS / 2);
    }

    /** The code for one conversation; empty when none is shown, or it is used up. A conversation that breaks off is a try, too. */
    synchronized Optional<String> take() {
        if (shown == null || triesLeft == 0 || !clock.instant().isBefore(until)) {
            shown = null;
            return Optional.empty();
        }
        triesLeft--;
        return Optional.of(shown);
    }

    /** Whether this code may be honoured, which it may once. */
    synchronized boolean redeem(String code) {
        boolean right = shown != null
                && clock.instant().isBefore(until)
                && MessageDigest.isEqual(shown.getBytes(US_ASCII), code.getBytes(US_ASCII));
        if (right) {
            shown = null;
        }
        return right;
    }

    /**
     * A code as a person typed it.
     *
     * @throws IllegalArgumentException when it is none
     */
    static String typed(String text) {
        String digits = text.replaceAll("[\\s-]", "");
        if (!digits.matches("[0-9]{" + DIGITS + "}")) {
            throw new IllegalArgumentException(
                    "that is no code: it has 8 digits, for example 4821-0937. Next: sync:pair on the other server shows one");
        }
        return digits;
    }
}
