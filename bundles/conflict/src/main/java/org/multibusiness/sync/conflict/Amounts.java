package org.multibusiness.sync.conflict;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Exact numbers in PostgreSQL's text form. */
final class Amounts {
    private static final Pattern EXACT =
            Pattern.compile("smallint|integer|bigint|numeric(?:\\(\\d+(?:,(?<scale>-?\\d+))?\\))?");

    private Amounts() {}

    /** Whether values of a type add up exactly, in any order. */
    static boolean isExact(String type) {
        return EXACT.matcher(type).matches();
    }

    /** A number; empty for NULL, NaN, the infinities and everything else that one can't count with. */
    static Optional<BigDecimal> parse(@Nullable String text) {
        try {
            return text == null ? Optional.empty() : Optional.of(new BigDecimal(text));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    /**
     * The one text form of a number: with the type's digits after the point, or without needless zeros when the type has no
     * such rule; so that equal values are equal texts at every node.
     */
    static String text(BigDecimal number, String type) {
        BigDecimal bare = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        Matcher form = EXACT.matcher(type);
        int scale = form.matches() && form.group("scale") != null ? Integer.parseInt(form.group("scale")) : 0;
        return bare.setScale(Math.max(bare.scale(), Math.max(scale, 0))).toPlainString();
    }
}
