package org.multibusiness.sync.network;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * What the configuration asks for, checked.
 *
 * @param pollInterval between two looks at the interfaces, 200 ms to 10 min
 * @param wanted which interfaces may be used
 */
record Settings(Duration pollInterval, NamePatterns wanted) {
    static final Settings DEFAULTS = new Settings(Duration.ofSeconds(2), NamePatterns.ALL);

    private static final long LEAST_POLL_MS = 200;
    private static final long MOST_POLL_MS = 600_000;

    /** Reads every key; of a bad one the last good value stays in force, and {@code rejections} hears why. */
    static Settings from(PollingNetworkMonitor.Config config, Settings last, Consumer<String> rejections) {
        return new Settings(
                pollInterval(config.poll_interval_ms(), last.pollInterval, rejections),
                wanted(config.interfaces(), last.wanted, rejections));
    }

    private static Duration pollInterval(String value, Duration last, Consumer<String> rejections) {
        try {
            long millis = Long.parseLong(value.trim());
            if (millis >= LEAST_POLL_MS && millis <= MOST_POLL_MS) {
                return Duration.ofMillis(millis);
            }
        } catch (NumberFormatException notANumber) {
            // The same answer as to a number out of range.
        }
        rejections.accept(rejection(
                "poll.interval.ms",
                value,
                "a number of milliseconds from " + LEAST_POLL_MS + " to " + MOST_POLL_MS,
                last.toMillis()));
        return last;
    }

    private static NamePatterns wanted(String value, NamePatterns last, Consumer<String> rejections) {
        try {
            return NamePatterns.parse(value);
        } catch (IllegalArgumentException bad) {
            rejections.accept(rejection(
                    "interfaces",
                    value,
                    "interface names separated by commas, * for anything, for example eth*,wlan0; empty for all ("
                            + bad.getMessage() + ")",
                    "'" + last + "'"));
            return last;
        }
    }

    private static String rejection(String key, String value, String allowed, Object last) {
        return "etc/" + PollingNetworkMonitor.PID + ".cfg: " + key + " = '" + value + "' is not allowed; allowed: "
                + allowed + ". Until it is mended " + last + " stays in force.";
    }
}
