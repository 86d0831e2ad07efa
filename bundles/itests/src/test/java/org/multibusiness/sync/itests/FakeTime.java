package org.multibusiness.sync.itests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A wrong clock for one process and its children, by Debian's libfaketime. */
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
     * The environment of a service that believes it is earlier. Only the time of day: durations stay right. Its database is left
     * alone: each of its many short-lived processes would take a long time to start. Without the fix of a fault that today's glibc
     * has not, all waits would end at once, and the service would burn its time in loops.
     */
    static Map<String, String> behind(Path library, Duration by) {
        return Map.of(
                "LD_PRELOAD",
                library.toString(),
                "FAKETIME",
                "-" + by.toSeconds() + "s",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0",
                "FAKETIME_DISABLE_SHM",
                "1",
                "FAKETIME_SKIP_CMDS",
                "postgres,initdb,pg_ctl,sh,unshare");
    }
}
