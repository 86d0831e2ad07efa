package org.multibusiness.sync.discovery.multicast;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The number of a start: larger at each, so that others can tell a restart from a replay. It is the time in milliseconds, or
 * one more than the last when the clock was set back, as a server with an empty battery does at each power cut.
 */
final class Incarnation {
    private static final Logger LOG = LoggerFactory.getLogger(Incarnation.class);

    private Incarnation() {}

    /** The next one. Without a file, or when it can't be used, the clock has to do. */
    static long next(@Nullable Path file, long nowMillis) {
        if (file == null) {
            return nowMillis;
        }
        long next = Math.max(nowMillis, last(file) + 1);
        try {
            Files.writeString(file, Long.toString(next), StandardCharsets.US_ASCII);
        } catch (IOException unwritable) {
            LOG.warn("The number of this start can't be written to {}; the clock alone has to do", file, unwritable);
        }
        return next;
    }

    private static long last(Path file) {
        try {
            return Long.parseLong(
                    Files.readString(file, StandardCharsets.US_ASCII).trim());
        } catch (NoSuchFileException first) {
            return 0;
        } catch (IOException | NumberFormatException unreadable) {
            LOG.warn("The number of the last start can't be read from {}; the clock alone has to do", file, unreadable);
            return 0;
        }
    }
}
