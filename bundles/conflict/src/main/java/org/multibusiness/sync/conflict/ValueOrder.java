package org.multibusiness.sync.conflict;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.LargeValue;

/**
 * How values of a PostgreSQL type compare, from their text form under pinned settings (ISO dates, UTC). NULL, NaN, values
 * that are too large to be held and what can't be read have no place in the order: they lose against every value that has one.
 */
enum ValueOrder {
    /** By value, exactly; infinities at the ends. */
    NUMBER {
        @Override
        Optional<SortKey> parse(String value) {
            return switch (value) {
                case "Infinity" -> Optional.of(SortKey.GREATEST);
                case "-Infinity" -> Optional.of(SortKey.LEAST);
                case "NaN" -> Optional.empty();
                default -> Optional.of(SortKey.of(new BigDecimal(value)));
            };
        }
    },
    /** By the moment, to the microsecond; infinities at the ends. */
    TIME {
        @Override
        Optional<SortKey> parse(String value) {
            return Moments.parse(value);
        }
    },
    /** False before true. */
    TRUTH {
        @Override
        Optional<SortKey> parse(String value) {
            return Optional.of(SortKey.of(value.startsWith("t") ? BigDecimal.ONE : BigDecimal.ZERO));
        }
    },
    /** By code points. */
    TEXT {
        @Override
        Optional<SortKey> parse(String value) {
            return Optional.of(SortKey.of(value));
        }
    };

    /** Types that can be compared, in words. */
    static final String COMPARABLE = "numbers, dates, times, truth values and texts";

    private static final Set<String> NUMBERS =
            Set.of("smallint", "integer", "bigint", "numeric", "real", "double precision");
    private static final List<String> TEXTS = List.of("text", "character varying", "character", "uuid", "citext");

    /** The order of a type as {@code format_type} prints it; empty when none is known. */
    static Optional<ValueOrder> of(String type) {
        String bare = type.replaceFirst("\\(.*?\\)", "").trim();
        if (NUMBERS.contains(bare)) {
            return Optional.of(NUMBER);
        }
        if (isTime(bare)) {
            return Optional.of(TIME);
        }
        if (bare.equals("boolean")) {
            return Optional.of(TRUTH);
        }
        return TEXTS.contains(bare) ? Optional.of(TEXT) : Optional.empty();
    }

    private static boolean isTime(String bare) {
        return bare.equals("date") || bare.matches("(timestamp|time) (with|without) time zone");
    }

    /** A value's place; empty when it has none. Total. */
    Optional<SortKey> key(@Nullable String value) {
        try {
            return value == null || LargeValue.isName(value) ? Optional.empty() : parse(value);
        } catch (ArithmeticException | IllegalArgumentException | java.time.DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    abstract Optional<SortKey> parse(String value);
}
