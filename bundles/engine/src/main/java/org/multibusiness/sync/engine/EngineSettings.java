package org.multibusiness.sync.engine;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Checked configuration.
 *
 * @param nodeName the node's name
 * @param interval the safety-net interval
 */
record EngineSettings(String nodeName, Duration interval) {
    private static final long SHORTEST = 1_000;
    private static final long LONGEST = 3_600_000;
    private static final int LONGEST_NAME = 100;

    /** What holds when the very first configuration is bad. */
    static EngineSettings defaults() {
        return new EngineSettings("sync-node-" + hostName(), Duration.ofSeconds(30));
    }

    /** Reads the configuration; throws {@link IllegalArgumentException} naming key, value and what is allowed. */
    static EngineSettings from(EngineConfig config) {
        return from(config.node_name(), config.interval_ms());
    }

    static EngineSettings from(String nodeName, String intervalMillis) {
        String name = nodeName.isBlank() ? "sync-node-" + hostName() : nodeName.trim();
        if (name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("node.name = '" + name.replaceAll("\\p{Cntrl}", "?")
                    + "' is not allowed: at most " + LONGEST_NAME + " printable characters");
        }
        return new EngineSettings(name, Duration.ofMillis(interval(intervalMillis)));
    }

    private static long interval(String text) {
        long interval = -1;
        try {
            interval = Long.parseLong(text.trim());
        } catch (NumberFormatException e) {
            // Out of range, as the message below says.
        }
        if (interval < SHORTEST || interval > LONGEST) {
            throw new IllegalArgumentException(
                    "interval.ms = '" + text + "' (SYNC_INTERVAL) is not allowed: a number of" + " milliseconds from "
                            + SHORTEST + " to " + LONGEST);
        }
        return interval;
    }

    /** The host's name without asking DNS: a lookup may hang, and its answer may be another host's. */
    private static String hostName() {
        return Optional.ofNullable(System.getenv("HOSTNAME"))
                .or(() -> Optional.ofNullable(System.getenv("COMPUTERNAME")))
                .or(HostName::fromSystem)
                .orElse("unknown")
                .toLowerCase(Locale.ROOT);
    }
}
