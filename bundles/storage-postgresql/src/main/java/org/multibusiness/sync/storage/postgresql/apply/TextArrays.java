package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;

/** Puts whole columns into a statement as arrays: one round trip for many rows. */
final class TextArrays {
    private TextArrays() {}

    static <T> void text(PreparedStatement statement, int index, Collection<T> rows, TextOf<T> part)
            throws SQLException {
        @Nullable String[] values = new @Nullable String[rows.size()];
        int i = 0;
        for (T row : rows) {
            values[i++] = part.of(row);
        }
        statement.setArray(index, statement.getConnection().createArrayOf("text", values));
    }

    static <T> void numbers(PreparedStatement statement, int index, Collection<T> rows, ToLongFunction<T> part)
            throws SQLException {
        statement.setObject(index, rows.stream().mapToLong(part).toArray());
    }

    /** Tables' numbers and keys of rows, at this index and the next. */
    static void rows(PreparedStatement statement, int index, Collection<RowRef> rows) throws SQLException {
        numbers(statement, index, rows, RowRef::tableId);
        text(statement, index + 1, rows, RowRef::key);
    }

    /** Origins and sequences of a vector, at this index and the next. */
    static void vector(PreparedStatement statement, int index, VersionVector vector) throws SQLException {
        List<OriginId> origins = List.copyOf(vector.entries().keySet());
        text(statement, index, origins, OriginId::toString);
        numbers(statement, index + 1, origins, vector::sequence);
    }

    /** A part of a row as text; null is SQL NULL. */
    interface TextOf<T> {
        @Nullable
        String of(T row);
    }
}
