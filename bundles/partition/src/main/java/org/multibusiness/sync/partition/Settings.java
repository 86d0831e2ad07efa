package org.multibusiness.sync.partition;

import java.time.Duration;
import java.util.function.Consumer;
import org.multibusiness.sync.partition.rules.Patience;

/** Reads the configuration: of a bad value the last good one stays in force, and {@code rejections} hears why. */
final class Settings {
    private static final long LEAST_MS = 1_000;
    private static final long MOST_MS = 86_400_000;

    private Settings() {}

    static Patience from(HeartbeatPartitionDetector.Config config, Patience last, Consumer<String> rejections) {
        Duration suspectAfter =
                duration("suspect.after.ms", config.suspect_after_ms(), last.suspectAfter(), rejections);
        Duration peerTimeout = duration("peer.timeout.ms", config.peer_timeout_ms(), last.peerTimeout(), rejections);
        Duration afterLinkLost = duration(
                "offline.after.link.lost.ms",
                config.offline_after_link_lost_ms(),
                last.offlineAfterLinkLost(),
                rejections);
        try {
            return new Patience(suspectAfter, peerTimeout, afterLinkLost);
        } catch (IllegalArgumentException bad) {
            rejections.accept("etc/" + HeartbeatPartitionDetector.PID + ".cfg: suspect.after.ms = '"
                    + config.suspect_after_ms() + "' is not allowed with peer.timeout.ms = '" + config.peer_timeout_ms()
                    + "': " + bad.getMessage() + ". Until it is mended "
                    + last.suspectAfter().toMillis() + " and "
                    + last.peerTimeout().toMillis() + " stay in force.");
            return last;
        }
    }

    private static Duration duration(String key, String value, Duration last, Consumer<String> rejections) {
        try {
            long millis = Long.parseLong(value.trim());
            if (millis >= LEAST_MS && millis <= MOST_MS) {
                return Duration.ofMillis(millis);
            }
        } catch (NumberFormatException notANumber) {
            // The same answer as to a number out of range.
        }
        rejections.accept("etc/" + HeartbeatPartitionDetector.PID + ".cfg: " + key + " = '" + value
                + "' is not allowed; allowed: a number of milliseconds from " + LEAST_MS + " to " + MOST_MS
                + ". Until it is mended " + last.toMillis() + " stays in force.");
        return last;
    }
}
