package org.multibusiness.sync.shell;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A length of time as people type it: {@code 90s}, {@code 5m}, {@code 2h}, {@code 7d}. */
final class Span {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,6})([smhd])");

    private Span() {}

    /**
     * Reads one.
     *
     * @param option what it was typed for
     * @throws IllegalArgumentException saying what is allowed
     */
    static Duration of(String option, String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    option + " '" + text + "' is no length of time: give a number and s, m, h or d, for example 5m");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
