package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.storage.postgresql.apply.Incoming.Located;
import org.multibusiness.sync.storage.postgresql.sql.RecordText;

/** Writes the row changes of received transactions into the log exactly as they came. */
final class ReceivedChanges {
    /** How many rows, and how many characters of images, go into one statement. */
    private static final int MOST_ROWS = 10_000;

    private static final long MOST_CHARACTERS = 8_000_000;

    private static final String INSERT = """
            INSERT INTO sync.change_log (txn, id, table_id, layout_id, operation, row_key, old_row, new_row)
            SELECT c.txn, c.id, c.table_id, c.layout_id, c.operation::"char", c.row_key, c.old_row, c.new_row
            FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[])
                 AS c (txn, id, table_id, layout_id, operation, row_key, old_row, new_row)
            """;

    private final Connection connection;
    private final List<Line> lines = new ArrayList<>();
    private long characters;

    private record Line(
            long txn,
            int ordinal,
            Located located,
            @Nullable String before,
            @Nullable String after) {}

    ReceivedChanges(Connection connection) {
        this.connection = connection;
    }

    /** Writes the changes under the log's keys of their transactions; answers the size of each transaction's images. */
    List<Long> write(List<Incoming> batch, List<Long> txns) throws SQLException {
        List<Long> sizes = new ArrayList<>(batch.size());
        for (int t = 0; t < batch.size(); t++) {
            List<Located> changes = batch.get(t).changes();
            long size = 0;
            for (int ordinal = 0; ordinal < changes.size(); ordinal++) {
                size += add(txns.get(t), ordinal, changes.get(ordinal));
            }
            sizes.add(size);
        }
        insert();
        return sizes;
    }

    /** Writes some changes of a transaction, behind so many others of it; answers the size of their images. */
    long write(List<Located> changes, long txn, int behind) throws SQLException {
        long size = 0;
        for (int i = 0; i < changes.size(); i++) {
            size += add(txn, behind + i, changes.get(i));
        }
        insert();
        return size;
    }

    private long add(long txn, int ordinal, Located located) throws SQLException {
        String before = text(located.change().before());
        String after = text(located.change().after());
        long size = (before == null ? 0L : before.length()) + (after == null ? 0L : after.length());
        lines.add(new Line(txn, ordinal, located, before, after));
        characters += size;
        if (lines.size() >= MOST_ROWS || characters >= MOST_CHARACTERS) {
            insert();
        }
        return size;
    }

    private void insert() throws SQLException {
        if (lines.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            TextArrays.numbers(insert, 1, lines, Line::txn);
            TextArrays.numbers(insert, 2, lines, line -> id(line.ordinal()));
            TextArrays.numbers(insert, 3, lines, line -> line.located().row().tableId());
            TextArrays.numbers(
                    insert, 4, lines, line -> line.located().arrival().layoutId());
            TextArrays.text(insert, 5, lines, line -> code(line.located()));
            TextArrays.text(insert, 6, lines, line -> line.located().row().key());
            TextArrays.text(insert, 7, lines, Line::before);
            TextArrays.text(insert, 8, lines, Line::after);
            insert.executeUpdate();
        }
        lines.clear();
        characters = 0;
    }

    /** The id of a received change: its place in its transaction, from 1. */
    static long id(int ordinal) {
        return ordinal + 1L;
    }

    private static String code(Located located) {
        return switch (located.change().operation()) {
            case INSERT -> "I";
            case UPDATE -> "U";
            case DELETE -> "D";
        };
    }

    private static @Nullable String text(@Nullable RowImage image) {
        return image == null ? null : RecordText.format(image.values());
    }
}
