package org.multibusiness.sync.health.doctor;

import java.time.Duration;
import java.util.function.Consumer;
import org.multibusiness.sync.core.doctor.Limits;

/** What the doctor's configuration asks for, checked. */
final class Settings {
    static final String PID = "org.multibusiness.sync.health.doctor";

    private static final long LEAST_MS = 1_000;
    private static final long MOST_MS = 86_400_000;

    private Settings() {}

    /** Reads every key; of a bad one the last good value stays in force, and {@code rejections} hears why. */
    static Limits from(DoctorConfig config, Limits last, Consumer<String> rejections) {
        return new Limits(
                millis("behind.ms", config.behind_ms(), last.behind(), rejections),
                millis("announced.ms", config.announced_ms(), last.announced(), rejections));
    }

    private static Duration millis(String key, String value, Duration last, Consumer<String> rejections) {
        try {
            long millis = Long.parseLong(value.trim());
            if (millis >= LEAST_MS && millis <= MOST_MS) {
                return Duration.ofMillis(millis);
            }
        } catch (NumberFormatException notANumber) {
            // The same answer as to a number out of range.
        }
        rejections.accept("etc/" + PID + ".cfg: " + key + " = '" + value
                + "' is not allowed; allowed: a number of milliseconds from " + LEAST_MS + " to " + MOST_MS
                + ". Until it is mended " + last.toMillis() + " stays in force.");
        return last;
    }
}
