package org.multibusiness.sync.storage.postgresql.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.LargeValue;

/**
 * A row as PostgreSQL writes it: {@code (1,"a ""b""",,"")}. NULL is nothing, an empty string is {@code ""}; a value with a
 * special character stands in quotes, where quotes and backslashes are doubled (functions record_out and record_in). The name of
 * a {@link LargeValue} begins with a backslash and stands in no quotes, as no value from PostgreSQL does.
 */
public final class RecordText {
    private RecordText() {}

    /** The values of a row; null is SQL NULL. Throws {@link IllegalArgumentException} for text that is no row. */
    public static List<@Nullable String> parse(String text) {
        int end = text.length() - 1;
        // PostgreSQL has no text with U+0000; in memory it begins the name of a large value, which no text may make.
        if (end < 1 || text.charAt(0) != '(' || text.charAt(end) != ')' || text.indexOf('\0') >= 0) {
            throw malformed(text);
        }
        List<@Nullable String> values = new ArrayList<>();
        int at = 1;
        while (true) {
            at = text.charAt(at) == '"' ? quoted(text, at, end, values) : plain(text, at, end, values);
            if (at == end) {
                return values;
            }
            if (text.charAt(at) != ',') {
                throw malformed(text);
            }
            at++;
        }
    }

    /** Reads up to the next comma or the end; returns where that is. */
    private static int plain(String text, int start, int end, List<@Nullable String> values) {
        int comma = text.indexOf(',', start);
        int stop = comma < 0 ? end : comma;
        values.add(stop == start ? null : LargeValue.unescaped(text.substring(start, stop)));
        return stop;
    }

    /** Reads from an opening quote; returns the position after the closing one. */
    private static int quoted(String text, int open, int end, List<@Nullable String> values) {
        int from = open + 1;
        int at = from;
        StringBuilder unescaped = null;
        while (at < end) {
            char c = text.charAt(at);
            if (c != '"' && c != '\\') {
                at++;
                continue;
            }
            boolean doubled = at + 1 < end && text.charAt(at + 1) == c;
            if (c == '"' && !doubled) {
                String last = text.substring(from, at);
                values.add(unescaped == null ? last : unescaped.append(last).toString());
                return at + 1;
            }
            if (!doubled) {
                throw malformed(text);
            }
            unescaped = (unescaped == null ? new StringBuilder(at - open + 32) : unescaped).append(text, from, at + 1);
            at += 2;
            from = at;
        }
        throw malformed(text);
    }

    /** The row with these values, as PostgreSQL would write it. */
    public static String format(List<@Nullable String> values) {
        StringBuilder text = new StringBuilder(values.size() * 12).append('(');
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                text.append(',');
            }
            String value = values.get(i);
            if (value != null) {
                append(text, value);
            }
        }
        return text.append(')').toString();
    }

    private static void append(StringBuilder text, String value) {
        if (LargeValue.isName(value)) {
            text.append(LargeValue.escaped(value));
            return;
        }
        if (!needsQuotes(value)) {
            text.append(value);
            return;
        }
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append(c);
            }
            text.append(c);
        }
        text.append('"');
    }

    private static boolean needsQuotes(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\' || c == '(' || c == ')' || c == ',' || c == ' ' || (c >= '\t' && c <= '\r')) {
                return true;
            }
        }
        return value.isEmpty();
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("a row image of " + text.length() + " characters is not a PostgreSQL row");
    }
}
