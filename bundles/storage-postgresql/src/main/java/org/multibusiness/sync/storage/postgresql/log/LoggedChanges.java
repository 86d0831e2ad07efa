package org.multibusiness.sync.storage.postgresql.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.core.row.TransactionFold;
import org.multibusiness.sync.storage.postgresql.catalog.Layouts;

/** Reads the row changes of transactions; of whole ones, each transaction's changes of a row are folded into one. */
final class LoggedChanges {
    /** Rows that could not be captured whole (layout 0) and markers stay here: they are in {@code sync_held}. */
    private static final String CHANGES = """
            SELECT txn, layout_id, operation::text, old_row, new_row FROM sync.change_log
            WHERE txn = ANY (?) AND layout_id > 0 AND operation IN ('I', 'U', 'D', 'B') ORDER BY txn, id
            """;

    /** What a row change weighs beside its images, about. */
    static final int CHANGE_WEIGHT = 100;

    private static final String PART = """
            SELECT id, layout_id, operation::text, old_row, new_row
            FROM (SELECT l.*, sum(l.weight) OVER (ORDER BY l.id) - l.weight AS before
                  FROM (SELECT c.*, %d + coalesce(octet_length(c.old_row), 0) + coalesce(octet_length(c.new_row), 0) AS weight
                        FROM sync.change_log AS c
                        WHERE c.txn = ? AND c.id > ? AND c.layout_id > 0 AND c.operation IN ('I', 'U', 'D', 'B')
                        ORDER BY c.id LIMIT ?) AS l) AS w
            WHERE w.before < ? ORDER BY w.id
            """.formatted(CHANGE_WEIGHT);

    private static final String FOLLOWS = """
            SELECT EXISTS (SELECT FROM sync.change_log AS c
                           WHERE c.txn = ? AND c.id > ? AND c.layout_id > 0 AND c.operation IN ('I', 'U', 'D', 'B'))
            """;

    private final Connection connection;
    private final Layouts layouts;

    LoggedChanges(Connection connection, Layouts layouts) {
        this.connection = connection;
        this.layouts = layouts;
    }

    /** The changes by transaction; one that has none is missing. */
    Map<Long, List<RowChange>> of(Collection<Long> transactions) throws SQLException, StorageException {
        Map<Long, List<RowChange>> changes = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(CHANGES)) {
            query.setArray(1, connection.createArrayOf("bigint", transactions.toArray()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    changes.computeIfAbsent(row.getLong(1), txn -> new ArrayList<>())
                            .add(change(row));
                }
            }
        }
        changes.replaceAll((txn, captured) -> TransactionFold.fold(captured));
        return changes;
    }

    /**
     * A part of one transaction.
     *
     * @param changes as they were captured
     * @param last where the next part begins
     * @param more whether there is one
     */
    record Part(List<RowChange> changes, long last, boolean more) {}

    /**
     * The changes of a transaction behind a place, unfolded; at least one, if there is any.
     *
     * @param maxBytes no more behind the one that reaches this weight
     * @param mostRows about so many rows are needed to reach it
     */
    Part part(long txn, long after, long maxBytes, long mostRows) throws SQLException, StorageException {
        List<RowChange> changes = new ArrayList<>();
        long last = after;
        try (PreparedStatement query = connection.prepareStatement(PART)) {
            query.setLong(1, txn);
            query.setLong(2, after);
            query.setLong(3, mostRows);
            query.setLong(4, maxBytes);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    changes.add(change(row));
                    last = row.getLong(1);
                }
            }
        }
        return new Part(changes, last, follows(txn, last));
    }

    private boolean follows(long txn, long last) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(FOLLOWS)) {
            query.setLong(1, txn);
            query.setLong(2, last);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private RowChange change(ResultSet row) throws SQLException, StorageException {
        return layouts.change(row.getInt(2), row.getString(3), row.getString(4), row.getString(5));
    }
}
