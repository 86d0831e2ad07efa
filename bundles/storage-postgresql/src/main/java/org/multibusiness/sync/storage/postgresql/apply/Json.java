package org.multibusiness.sync.storage.postgresql.apply;

import org.jspecify.annotations.Nullable;

/** A JSON object of texts and objects, as it is written into the journal. */
final class Json {
    private final StringBuilder text = new StringBuilder("{");

    private Json() {}

    static Json object() {
        return new Json();
    }

    Json with(String name, @Nullable String value) {
        if (value == null) {
            name(name).append("null");
        } else {
            quote(name(name), value);
        }
        return this;
    }

    Json with(String name, Json value) {
        name(name).append(value);
        return this;
    }

    private StringBuilder name(String name) {
        if (text.length() > 1) {
            text.append(", ");
        }
        return quote(text, name).append(": ");
    }

    private static StringBuilder quote(StringBuilder text, String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ') {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.append('"');
    }

    @Override
    public String toString() {
        return text + "}";
    }
}
