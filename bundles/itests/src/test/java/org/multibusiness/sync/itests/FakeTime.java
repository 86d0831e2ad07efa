package org.multibusiness.sync.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A clock of its own for one process and its children, by Debian's libfaketime. */
final class FakeTime {
    private static final List<Path> PLACES = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"),
            Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"));

    private FakeTime() {}

    /** Where it is; empty when it is not installed. */
    static Optional<Path> library() {
        return PLACES.stream().filter(Files::exists).findFirst();
    }

    /**
     * The environment of a service whose clock is right until the file says otherwise ({@link #set}). Only the time of day:
     * durations stay right. Its database is left alone: each of its many short-lived processes would take a long time to start.
     * Without the fix of a fault that today's glibc has not, all waits would end at once, and the service would burn its time in
     * loops.
     */
    static Map<String, String> right(Path clock) throws IOException {
        set(clock, Duration.ZERO);
        return Map.of(
                "LD_PRELOAD",
                library().orElseThrow().toString(),
                "FAKETIME_TIMESTAMP_FILE",
                clock.toString(),
                "FAKETIME_CACHE_DURATION",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0",
                "FAKETIME_DISABLE_SHM",
                "1",
                "FAKETIME_SKIP_CMDS",
                "postgres,initdb,pg_ctl,sh,unshare");
    }

    /** From now on that clock is off by so much. */
    static void set(Path clock, Duration by) throws IOException {
        Files.writeString(clock, (by.isNegative() ? "" : "+") + by.toSeconds() + "s\n");
    }
}
