package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.LargeValue;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.storage.postgresql.large.ShortImages;
import org.multibusiness.sync.storage.postgresql.sql.Quoted;
import org.multibusiness.sync.storage.postgresql.sql.RecordText;

/**
 * Writes rows of one table, many at a time: each column travels as an array of texts and is cast to its type by the server.
 * Immutable; the statements are made once.
 */
final class TableWriter {
    private final TableLayout layout;
    private final List<Integer> written;
    private final List<Integer> keys;
    private final String put;
    /** Where values are named. */
    private final String putLarge;

    private final String remove;
    private final String lock;
    private final String read;

    TableWriter(LocalTable table) {
        this.layout = table.layout();
        this.written = positions(column -> !column.generated());
        this.keys = positions(ColumnLayout::key);
        this.put = put(table, source(written));
        this.putLarge = put(table, expanded());
        this.remove =
                "DELETE FROM " + Quoted.table(layout.table()) + " AS t USING " + source(keys) + " WHERE " + match();
        this.lock = "SELECT FROM " + Quoted.table(layout.table()) + " AS t JOIN " + source(keys) + " ON " + match()
                + " ORDER BY " + columns("t.", keys) + " FOR NO KEY UPDATE OF t";
        this.read = "SELECT " + ShortImages.OF_ROW + " FROM " + Quoted.table(layout.table()) + " AS t JOIN "
                + source(keys) + " ON " + match();
    }

    private interface Choice {
        boolean takes(ColumnLayout column);
    }

    private List<Integer> positions(Choice choice) {
        return IntStream.range(0, layout.columns().size())
                .filter(i -> choice.takes(layout.columns().get(i)))
                .boxed()
                .toList();
    }

    private String put(LocalTable table, String source) {
        String sets = written.stream()
                .map(i -> layout.columns().get(i))
                .filter(column -> !column.key() && !table.frozen().contains(column.name()))
                .map(column -> Quoted.identifier(column.name()) + " = EXCLUDED." + Quoted.identifier(column.name()))
                .collect(Collectors.joining(", "));
        return "INSERT INTO " + Quoted.table(layout.table()) + " (" + columns("", written)
                + ") OVERRIDING SYSTEM VALUE SELECT " + columns("v.", written) + " FROM " + source
                + " ON CONFLICT (" + columns("", keys) + ") DO " + (sets.isEmpty() ? "NOTHING" : "UPDATE SET " + sets);
    }

    /** The arrays as rows, each value cast to its column's type. */
    private String source(List<Integer> positions) {
        return source(positions, i -> "a." + name(i));
    }

    private String expanded() {
        return source(written, i -> "sync.expanded(a." + name(i) + ")");
    }

    private String source(List<Integer> positions, IntFunction<String> text) {
        String casts = positions.stream()
                .map(i -> text.apply(i) + "::" + layout.columns().get(i).type() + " AS " + name(i))
                .collect(Collectors.joining(", "));
        return "(SELECT " + casts + " FROM unnest("
                + String.join(", ", Collections.nCopies(positions.size(), "?::text[]")) + ") AS a ("
                + columns("", positions) + ")) AS v";
    }

    private String match() {
        return keys.stream().map(i -> "t." + name(i) + " = v." + name(i)).collect(Collectors.joining(" AND "));
    }

    private String columns(String prefix, List<Integer> positions) {
        return positions.stream().map(i -> prefix + name(i)).collect(Collectors.joining(", "));
    }

    private String name(int position) {
        return Quoted.identifier(layout.columns().get(position).name());
    }

    /** Makes the rows be there with these values. */
    void put(Connection connection, List<RowImage> rows) throws SQLException {
        for (List<RowImage> portion : Portions.of(rows)) {
            if (portion.stream().anyMatch(row -> row.values().stream().anyMatch(LargeValue::isName))) {
                execute(connection, putLarge, written, portion, TableWriter::escaped);
            } else {
                execute(connection, put, written, portion, RowImage::value);
            }
        }
    }

    private static @Nullable String escaped(RowImage row, int position) {
        String value = row.value(position);
        return value == null ? null : LargeValue.escaped(value);
    }

    /** Makes the rows not be there. */
    void remove(Connection connection, List<RowImage> rows) throws SQLException {
        execute(connection, remove, keys, rows);
    }

    /** Locks those of the rows that are there, in the order of their keys. */
    void lock(Connection connection, List<RowImage> rows) throws SQLException {
        execute(connection, lock, keys, rows);
    }

    /** Those of the rows that are there, as they are now. The session's settings must be pinned. */
    List<RowImage> read(Connection connection, List<RowImage> rows) throws SQLException {
        List<RowImage> found = new ArrayList<>();
        ShortImages images = new ShortImages(connection);
        for (List<RowImage> portion : Portions.of(rows)) {
            try (PreparedStatement query = connection.prepareStatement(read)) {
                int index = 1;
                for (int position : keys) {
                    TextArrays.text(query, index++, portion, row -> row.value(position));
                }
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        String image = Objects.requireNonNull(images.of(row.getString(1)));
                        found.add(new RowImage(RecordText.parse(image)));
                    }
                }
            }
        }
        return found;
    }

    private static void execute(Connection connection, String sql, List<Integer> positions, List<RowImage> rows)
            throws SQLException {
        for (List<RowImage> portion : Portions.of(rows)) {
            execute(connection, sql, positions, portion, RowImage::value);
        }
    }

    private interface ValueAt {
        @Nullable
        String of(RowImage row, int position);
    }

    private static void execute(
            Connection connection, String sql, List<Integer> positions, List<RowImage> portion, ValueAt value)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int index = 1;
            for (int position : positions) {
                TextArrays.text(statement, index++, portion, row -> value.of(row, position));
            }
            statement.execute();
        }
    }

    /** Cuts rows into pieces that fit into one statement. */
    static final class Portions {
        private static final int MOST_ROWS = 5_000;
        private static final long MOST_CHARACTERS = 8_000_000;

        private Portions() {}

        static List<List<RowImage>> of(List<RowImage> rows) {
            List<List<RowImage>> portions = new ArrayList<>();
            int start = 0;
            long characters = 0;
            for (int i = 0; i < rows.size(); i++) {
                for (String value : rows.get(i).values()) {
                    characters += value == null ? 0 : value.length();
                }
                if (i - start + 1 >= MOST_ROWS || characters >= MOST_CHARACTERS || i == rows.size() - 1) {
                    portions.add(rows.subList(start, i + 1));
                    start = i + 1;
                    characters = 0;
                }
            }
            return portions;
        }
    }
}
