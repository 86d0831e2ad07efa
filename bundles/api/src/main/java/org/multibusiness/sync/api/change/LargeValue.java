package org.multibusiness.sync.api.change;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A value that is too large to be held in memory: in images its place is taken by a name made of its hash, so two of them are
 * equal exactly when their contents are, whoever wrote them. Every value of more than {@link #MOST_BYTES} is told by its name, and no
 * other: a change of a small value beside a large one must not look like a change of both.
 *
 * <p>The name begins with a character that PostgreSQL keeps in no text, so it is never mistaken for what a user wrote.
 *
 * @param hash SHA-256 over the value's text in UTF-8, 64 lower-case hex digits
 * @param bytes how long that text is, from 1 to 2^30
 */
public record LargeValue(String hash, long bytes) {
    /** In bytes of the value's text in UTF-8. */
    public static final int MOST_BYTES = 1 << 20;

    /** No text of PostgreSQL is longer. */
    private static final long LARGEST = 1L << 30;

    private static final char MARK = '\0';
    private static final String HEAD = "large:";
    private static final Pattern NAME = Pattern.compile("large:([0-9a-f]{64}):([1-9][0-9]{0,9})");

    /** What begins like a name where the mark is written as a backslash. */
    private static final Pattern LIKE_A_NAME = Pattern.compile("\\\\+large:.*", Pattern.DOTALL);

    /** Throws {@link IllegalArgumentException} for what no value can have. */
    public LargeValue {
        if (!NAME.matcher(HEAD + hash + ":" + bytes).matches() || bytes > LARGEST) {
            throw new IllegalArgumentException("no large value: hash '"
                    + (hash.length() > 64 ? hash.substring(0, 64) : hash) + "', " + bytes + " bytes");
        }
    }

    /** What stands for the value in a {@link RowImage}. */
    public String name() {
        return MARK + HEAD + hash + ":" + bytes;
    }

    /** Whether a value in an image is the name of a large one. */
    public static boolean isName(@Nullable String value) {
        return value != null && !value.isEmpty() && value.charAt(0) == MARK;
    }

    /** The large value that a value in an image names; empty for a value that stands for itself. */
    public static Optional<LargeValue> named(@Nullable String value) {
        return value == null || !isName(value) ? Optional.empty() : Optional.of(parse(value.substring(1)));
    }

    /** From {@code large:HASH:BYTES}; throws {@link IllegalArgumentException} for anything else. */
    public static LargeValue parse(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no name of a large value, " + name.length() + " characters");
        }
        return new LargeValue(matcher.group(1), Long.parseLong(matcher.group(2)));
    }

    /**
     * A value of an image as a text that PostgreSQL can hold: the mark becomes a backslash; what a user wrote that looks like
     * that gets one more. {@link #unescaped} turns it back.
     */
    public static String escaped(String value) {
        if (isName(value)) {
            return '\\' + value.substring(1);
        }
        return value.startsWith("\\") && LIKE_A_NAME.matcher(value).matches() ? '\\' + value : value;
    }

    /** What {@link #escaped} was given. */
    public static String unescaped(String text) {
        if (!text.startsWith("\\") || !LIKE_A_NAME.matcher(text).matches()) {
            return text;
        }
        return text.charAt(1) == '\\'
                ? text.substring(1)
                : parse(text.substring(1)).name();
    }

    /** A value of an image for people: a large one in words, any other as it is. */
    public static @Nullable String shown(@Nullable String value) {
        return value == null || !isName(value)
                ? value
                : parse(value.substring(1)).toString();
    }

    /** For people. */
    @Override
    public String toString() {
        return "(a value of " + bytes + " bytes, SHA-256 " + hash.substring(0, 12) + "…)";
    }
}
