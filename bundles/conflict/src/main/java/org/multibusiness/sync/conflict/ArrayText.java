package org.multibusiness.sync.conflict;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's text form of arrays of one dimension: {@code {a,"b c",NULL}}. */
final class ArrayText {
    private final String text;
    private int at;

    private ArrayText(String text) {
        this.text = text;
    }

    /** The elements, SQL NULL as null; empty when this is no array of one dimension with the usual lower bound. */
    static Optional<List<@Nullable String>> parse(String text) {
        return new ArrayText(text).elements();
    }

    /** The array's text form, as PostgreSQL itself prints it. */
    static String of(Iterable<@Nullable String> elements) {
        List<String> texts = new ArrayList<>();
        for (String element : elements) {
            texts.add(element == null ? "NULL" : isPlain(element) ? element : quoted(element));
        }
        return "{" + String.join(",", texts) + "}";
    }

    private static boolean isPlain(String element) {
        return !element.isEmpty()
                && !element.toLowerCase(Locale.ROOT).equals("null")
                && element.chars().noneMatch(c -> "{}\",\\ \t\n\r\u000b\f".indexOf(c) >= 0);
    }

    private static String quoted(String element) {
        return '"' + element.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private Optional<List<@Nullable String>> elements() {
        List<@Nullable String> elements = new ArrayList<>();
        if (text.equals("{}")) {
            return Optional.of(elements);
        }
        if (text.length() < 3 || text.charAt(0) != '{' || text.charAt(text.length() - 1) != '}') {
            return Optional.empty();
        }
        do {
            at++;
            if (!element(elements)) {
                return Optional.empty();
            }
        } while (at < text.length() && text.charAt(at) == ',');
        return at == text.length() - 1 ? Optional.of(elements) : Optional.empty();
    }

    private boolean element(List<@Nullable String> elements) {
        StringBuilder element = new StringBuilder();
        boolean quoted = text.charAt(at) == '"';
        if (quoted) {
            at++;
        }
        while (at < text.length() - 1 && (quoted ? text.charAt(at) != '"' : ",{}\"".indexOf(text.charAt(at)) < 0)) {
            if (text.charAt(at) == '\\') {
                at++;
            }
            element.append(text.charAt(at++));
        }
        boolean closed = !quoted || text.charAt(at) == '"';
        at += quoted ? 1 : 0;
        boolean isNull = !quoted && element.toString().equalsIgnoreCase("null");
        elements.add(isNull ? null : element.toString());
        return closed && (quoted || !element.isEmpty());
    }
}
