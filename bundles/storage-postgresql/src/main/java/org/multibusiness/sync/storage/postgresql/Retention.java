package org.multibusiness.sync.storage.postgresql;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long the log keeps what.
 *
 * @param least how old a change has to be, at least, before it may leave the log; empty: none ever does
 * @param absence how long a node may not be heard of before nothing is kept for it any more; empty: for ever
 */
record Retention(Optional<Duration> least, Optional<Duration> absence) {
    private static final Pattern DURATION = Pattern.compile("\\s*(\\d{1,5})\\s*([hd])\\s*");
    private static final String ALLOWED = "; allowed are hours (24h), days (90d) and forever";

    /** A log without bound helps nobody; but no branch is given up without somebody's word. */
    static final Retention DEFAULT = from("90d", "forever");

    /** Reads the two settings; throws {@link IllegalArgumentException} naming key, value and what is allowed. */
    static Retention from(String min, String max) {
        Optional<Duration> least = duration("retention.min", min);
        Optional<Duration> absence = duration("retention.max", max);
        if (absence.isPresent() && absence.get().compareTo(Duration.ofDays(1)) < 0) {
            throw new IllegalArgumentException("retention.max is '" + max
                    + "': a server that is off over night would need" + " a full sync; at least 1d" + ALLOWED);
        }
        return new Retention(least, absence);
    }

    private static Optional<Duration> duration(String key, String value) {
        if (value.strip().equals("forever")) {
            return Optional.empty();
        }
        Matcher duration = DURATION.matcher(value);
        if (!duration.matches() || Long.parseLong(duration.group(1)) == 0) {
            throw new IllegalArgumentException(key + " is '" + value + "'" + ALLOWED);
        }
        long count = Long.parseLong(duration.group(1));
        return Optional.of(duration.group(2).equals("h") ? Duration.ofHours(count) : Duration.ofDays(count));
    }
}
