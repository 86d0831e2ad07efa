package org.multibusiness.sync.storage.postgresql.large;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.LargeValue;

/**
 * Takes large values out of a row's text, which comes in pieces, and puts their names in their places; all else stays byte for byte.
 * The characters that mean something are ASCII, so UTF-8 is read by bytes. Holds no more than a value that is not large, beside the
 * result. Not thread-safe.
 */
final class ImageScanner {
    private final Shelf shelf;
    private final ByteArrayOutputStream result = new ByteArrayOutputStream();
    /** The field at hand as it stands in the text, as long as it is not large. */
    private final ByteArrayOutputStream raw = new ByteArrayOutputStream();
    /** What the field at hand means, as far as it is not put aside yet. */
    private final byte[] meant = new byte[LargeValue.MOST_BYTES];

    private int length;
    private @Nullable Aside aside;
    private State state = State.BEFORE;

    private enum State {
        BEFORE,
        FIELD,
        PLAIN,
        QUOTED,
        QUOTE,
        BACKSLASH,
        AFTER
    }

    /** Where large values are put. */
    interface Shelf {
        Aside open() throws SQLException;
    }

    /** A large value on its way. */
    interface Aside {
        /** The next bytes: {@link LargeValue#MOST_BYTES}, or fewer at the end. */
        void write(byte[] bytes, int length) throws SQLException;

        LargeValue close() throws SQLException;
    }

    ImageScanner(Shelf shelf) {
        this.shelf = shelf;
    }

    /** The next bytes of the text. Throws {@link IllegalArgumentException} where it is no row. */
    void take(byte[] bytes) throws SQLException {
        for (byte next : bytes) {
            take(next);
        }
    }

    private void take(byte next) throws SQLException {
        switch (state) {
            case BEFORE -> begin(next);
            case FIELD -> {
                if (next == '"') {
                    keep(next);
                    state = State.QUOTED;
                } else {
                    plain(next);
                }
            }
            case PLAIN -> plain(next);
            case QUOTED -> quoted(next);
            case QUOTE -> {
                keep(next);
                if (next == '"') {
                    mean(next);
                    state = State.QUOTED;
                } else {
                    end(next);
                }
            }
            case BACKSLASH -> {
                keep(next);
                mean(next);
                state = State.QUOTED;
            }
            case AFTER -> throw malformed();
        }
    }

    private void begin(byte next) {
        if (next != '(') {
            throw malformed();
        }
        result.write(next);
        state = State.FIELD;
    }

    private void plain(byte next) throws SQLException {
        keep(next);
        if (next == ',' || next == ')') {
            end(next);
        } else {
            mean(next);
            state = State.PLAIN;
        }
    }

    private void quoted(byte next) throws SQLException {
        keep(next);
        if (next == '"') {
            state = State.QUOTE;
        } else if (next == '\\') {
            state = State.BACKSLASH;
        } else {
            mean(next);
        }
    }

    private void keep(byte next) {
        if (aside == null) {
            raw.write(next);
        }
    }

    private void mean(byte next) throws SQLException {
        if (length == meant.length) {
            putAside();
        }
        meant[length++] = next;
    }

    private void putAside() throws SQLException {
        if (aside == null) {
            aside = shelf.open();
            raw.reset();
        }
        aside.write(meant, length);
        length = 0;
    }

    /** A field ends with this byte, which was kept. */
    private void end(byte next) throws SQLException {
        if (next != ',' && next != ')') {
            throw malformed();
        }
        if (aside == null) {
            result.writeBytes(raw.toByteArray());
        } else {
            putAside();
            String name =
                    LargeValue.escaped(Objects.requireNonNull(aside).close().name());
            result.writeBytes(name.getBytes(StandardCharsets.UTF_8));
            result.write(next);
            aside = null;
        }
        raw.reset();
        length = 0;
        state = next == ')' ? State.AFTER : State.FIELD;
    }

    /** The text with names. */
    String result() {
        if (state != State.AFTER) {
            throw malformed();
        }
        return result.toString(StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("an image that came in pieces is not a PostgreSQL row");
    }
}
