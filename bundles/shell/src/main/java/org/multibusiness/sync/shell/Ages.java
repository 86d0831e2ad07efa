package org.multibusiness.sync.shell;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/**
 * Tells times as people do: the clock on their wall, and how long ago.
 *
 * @param now when the command runs
 * @param zone where the reader is
 */
record Ages(Instant now, ZoneId zone) {
    private static final DateTimeFormatter TODAY = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter EARLIER = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    /** For example {@code 14:03:22, 12 s ago}; {@code never} for an empty text; the text itself when it is no time. */
    String since(String iso) {
        if (iso.isEmpty()) {
            return "never";
        }
        try {
            return since(Instant.parse(iso));
        } catch (DateTimeParseException e) {
            return Plain.text(iso);
        }
    }

    private String since(Instant then) {
        ZonedDateTime local = then.atZone(zone);
        boolean today = local.toLocalDate().equals(now.atZone(zone).toLocalDate());
        Duration age = Duration.between(then, now);
        String ago = age.isNegative() ? "in " + rough(age.negated()) : rough(age) + " ago";
        return (today ? TODAY : EARLIER).format(local) + ", " + ago;
    }

    /** The largest unit that fits, for example {@code 3 min}. */
    static String rough(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min";
        }
        return seconds < 86_400 ? seconds / 3600 + " h" : seconds / 86_400 + " d";
    }

    /** A lag: {@code 12 ms}, {@code 3 s}, …; a dash when unknown. */
    static String lag(long millis) {
        if (millis < 0) {
            return "-";
        }
        return millis < 1000 ? millis + " ms" : rough(Duration.ofMillis(millis));
    }
}
