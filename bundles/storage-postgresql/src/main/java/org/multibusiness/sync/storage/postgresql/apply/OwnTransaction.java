package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.storage.LogHead;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.catalog.Layouts;
import org.multibusiness.sync.storage.postgresql.large.LargeValues;
import org.multibusiness.sync.storage.postgresql.log.NumberingPass;
import org.multibusiness.sync.storage.postgresql.sql.RecordText;

/**
 * A transaction of the service's own, written beside received ones or for an operator: an ordinary change for all other nodes.
 * It is written in the role of a replica, so it is recorded here and not by the triggers, and it has seen everything that is
 * held, the batch at hand included.
 */
final class OwnTransaction {
    private static final String NUMBER = "SELECT nextval('sync.received_txn')";

    private static final String ADD = """
            INSERT INTO sync.change_log (txn, id, table_id, layout_id, operation, row_key, old_row, new_row)
            SELECT ?, c.id, c.table_id, c.layout_id, c.operation::"char", c.row_key, c.old_row, c.new_row
            FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[])
                 AS c (id, table_id, layout_id, operation, row_key, old_row, new_row)
            """;

    private final Attempt attempt;
    private final Layouts layouts;

    /**
     * A change of one row.
     *
     * @param row which row
     * @param table its table; the images' layout
     * @param before the row as it was; null when it was not there
     * @param after the row as it is now; null when it is gone
     */
    record Change(
            RowRef row,
            LocalTable table,
            @Nullable RowImage before,
            @Nullable RowImage after) {}

    private record Line(long id, Change change, int layoutId) {}

    OwnTransaction(Attempt attempt, Layouts layouts) {
        this.attempt = attempt;
        this.layouts = layouts;
    }

    /**
     * Records changes that were made in this database transaction, as one source transaction. The rows themselves are the
     * caller's to write.
     *
     * @param changes each row once; at least one
     * @param held what the log holds now, the batch at hand included; a numbering pass has run in this database transaction
     * @return what the log holds with it
     */
    LogHead record(List<Change> changes, LogHead held) throws SQLException, StorageException {
        List<Line> lines = new ArrayList<>(changes.size());
        for (Change change : changes) {
            lines.add(new Line(
                    lines.size() + 1L, change, layouts.idOf(change.table().layout())));
        }
        long txn = next();
        insert(txn, lines);
        new LargeValues(attempt.connection()).use(txn, LargeValues.named(images(changes)));
        long bytes = lines.stream()
                .mapToLong(line ->
                        size(line.change().before()) + size(line.change().after()))
                .sum();
        return attempt.numbering()
                .runOwn(attempt.connection(), new NumberingPass.Own(txn, lines.size(), bytes), held, attempt.now());
    }

    private static List<@Nullable RowImage> images(List<Change> changes) {
        List<@Nullable RowImage> images = new ArrayList<>();
        for (Change change : changes) {
            images.add(change.before());
            images.add(change.after());
        }
        return images;
    }

    private long next() throws SQLException {
        try (PreparedStatement query = attempt.connection().prepareStatement(NUMBER);
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private void insert(long txn, List<Line> lines) throws SQLException {
        Connection connection = attempt.connection();
        try (PreparedStatement insert = connection.prepareStatement(ADD)) {
            insert.setLong(1, txn);
            TextArrays.numbers(insert, 2, lines, Line::id);
            TextArrays.numbers(insert, 3, lines, line -> line.change().row().tableId());
            TextArrays.numbers(insert, 4, lines, Line::layoutId);
            TextArrays.text(insert, 5, lines, line -> code(line.change()));
            TextArrays.text(insert, 6, lines, line -> line.change().row().key());
            TextArrays.text(insert, 7, lines, line -> text(line.change().before()));
            TextArrays.text(insert, 8, lines, line -> text(line.change().after()));
            insert.executeUpdate();
        }
    }

    private static String code(Change change) {
        if (change.before() == null) {
            return "I";
        }
        return change.after() == null ? "D" : "U";
    }

    private static long size(@Nullable RowImage image) {
        String text = text(image);
        return text == null ? 0 : text.length();
    }

    private static @Nullable String text(@Nullable RowImage image) {
        return image == null ? null : RecordText.format(image.values());
    }
}
