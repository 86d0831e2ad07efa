package org.multibusiness.sync.engine;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.multibusiness.sync.api.NodeId;

/**
 * Checked configuration.
 *
 * @param nodeName the node's name
 * @param interval the safety-net interval
 * @param maxDrift how far clocks may be apart; zero: as far as they like
 * @param adoptLog whose log this node takes over
 * @param introduced whether nodes are dialled of which only other nodes know
 */
record EngineSettings(
        String nodeName, Duration interval, Duration maxDrift, Optional<NodeId> adoptLog, boolean introduced) {
    private static final long SHORTEST = 1_000;
    private static final long LONGEST = 3_600_000;
    private static final int LONGEST_NAME = 100;
    private static final long LONGEST_DRIFT = 86_400_000;
    private static final String DEFAULT_DRIFT = "300000";

    /** What holds when the very first configuration is bad. */
    static EngineSettings defaults() {
        return from("", "30000");
    }

    /** Reads the configuration; throws {@link IllegalArgumentException} naming key, value and what is allowed. */
    static EngineSettings from(EngineConfig config) {
        EngineSettings plain = from(config.node_name(), config.interval_ms());
        return new EngineSettings(
                plain.nodeName(),
                plain.interval(),
                drift(config.clock_max$_$drift_ms()),
                adoptLog(config.node_adopt$_$log().trim()),
                introduced(config.peers_introduced().trim()));
    }

    static EngineSettings from(String nodeName, String intervalMillis) {
        String name = nodeName.isBlank() ? "sync-node-" + hostName() : nodeName.trim();
        if (name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("node.name = '" + name.replaceAll("\\p{Cntrl}", "?")
                    + "' is not allowed: at most " + LONGEST_NAME + " printable characters");
        }
        return new EngineSettings(
                name, Duration.ofMillis(interval(intervalMillis)), drift(DEFAULT_DRIFT), Optional.empty(), true);
    }

    static boolean introduced(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("peers.introduced = '" + text + "' is not allowed: true or false");
        }
        return text.equals("true");
    }

    static Duration drift(String text) {
        long drift = number(text);
        if (drift != 0 && (drift < SHORTEST || drift > LONGEST_DRIFT)) {
            throw new IllegalArgumentException(
                    "clock.max-drift.ms = '" + text + "' is not allowed: 0 (off), or a number of"
                            + " milliseconds from " + SHORTEST + " to " + LONGEST_DRIFT);
        }
        return Duration.ofMillis(drift);
    }

    static Optional<NodeId> adoptLog(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(new NodeId(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "node.adopt-log = '" + text
                            + "' is not allowed: a node id of 16 hex digits, as sync:nodes shows it, or" + " nothing",
                    e);
        }
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text.trim());
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static long interval(String text) {
        long interval = number(text);
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
