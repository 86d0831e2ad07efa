package org.multibusiness.sync.conflict;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads PostgreSQL's dates, times and time stamps in ISO style, with years before Christ and beyond 9999. */
final class Moments {
    private static final Pattern FORM = Pattern.compile("(?:(?<year>\\d{4,7})-(?<month>\\d\\d)-(?<day>\\d\\d))?"
            + "[ T]?(?:(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d(?:\\.\\d{1,9})?))?"
            + "(?<zone>[+-]\\d\\d(?::?\\d\\d)?(?::?\\d\\d)?)?(?<bc> BC)?");
    private static final BigDecimal DAY = BigDecimal.valueOf(86_400);

    private Moments() {}

    /** Seconds since 1970, or since midnight when there is no date; empty when it is none of them. */
    static Optional<SortKey> parse(String text) {
        if (text.equals("infinity")) {
            return Optional.of(SortKey.GREATEST);
        }
        if (text.equals("-infinity")) {
            return Optional.of(SortKey.LEAST);
        }
        Matcher form = FORM.matcher(text);
        boolean isMoment = form.matches() && (form.group("year") != null || form.group("hour") != null);
        return isMoment ? Optional.of(SortKey.of(seconds(form))) : Optional.empty();
    }

    private static BigDecimal seconds(Matcher form) {
        BigDecimal seconds = BigDecimal.ZERO;
        if (form.group("year") != null) {
            int year = number(form.group("year"));
            LocalDate date = LocalDate.of(
                    form.group("bc") == null ? year : 1 - year, number(form.group("month")), number(form.group("day")));
            seconds = DAY.multiply(BigDecimal.valueOf(date.toEpochDay()));
        }
        if (form.group("hour") != null) {
            seconds = seconds.add(
                            BigDecimal.valueOf(number(form.group("hour")) * 3600L + number(form.group("minute")) * 60L))
                    .add(new BigDecimal(form.group("second")));
        }
        return seconds.subtract(BigDecimal.valueOf(offset(form.group("zone"))));
    }

    private static int offset(@Nullable String zone) {
        if (zone == null) {
            return 0;
        }
        String digits = (zone.substring(1).replace(":", "") + "0000").substring(0, 6);
        int packed = number(digits);
        int seconds = packed / 10_000 * 3600 + packed / 100 % 100 * 60 + packed % 100;
        return zone.charAt(0) == '-' ? -seconds : seconds;
    }

    private static int number(String digits) {
        return Integer.parseInt(digits);
    }
}
