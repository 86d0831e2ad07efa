package org.multibusiness.sync.api.storage;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.LargeValue;

/**
 * A piece of a large value's text. Pieces are cut without regard to characters: only together they are UTF-8.
 *
 * @param value whose
 * @param index which piece, from 0
 * @param content its bytes; as many as {@link #length} says. Not copied: neither side changes it
 */
@SuppressWarnings("ArrayRecordComponent")
public record ValuePiece(LargeValue value, int index, byte[] content) {
    /** So many bytes has every piece but the last one. */
    public static final int BYTES = 1 << 20;

    /** Throws {@link IllegalArgumentException} for a piece that the value does not have. */
    public ValuePiece {
        if (index < 0 || content.length != length(value, index)) {
            throw new IllegalArgumentException(
                    "piece " + index + " of " + value + " with " + content.length + " bytes");
        }
    }

    /** How many bytes a piece has; 0 when the value has no such piece. */
    public static int length(LargeValue value, int index) {
        return (int) Math.max(0, Math.min(BYTES, value.bytes() - (long) index * BYTES));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ValuePiece that
                && index == that.index
                && value.equals(that.value)
                && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return Objects.hash(value, index);
    }

    /** Whether the value ends with it. */
    public boolean last() {
        return length(value, index + 1) == 0;
    }
}
