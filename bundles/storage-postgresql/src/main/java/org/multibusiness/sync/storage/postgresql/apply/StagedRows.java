package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.core.row.TransactionFold;

/**
 * The changes of a large transaction that is kept whole, slice by slice: each row in one slice only, its changes folded. What
 * has no table here is left out.
 */
final class StagedRows {
    /** A slice ends with the row that reaches one of these. */
    private static final int MOST_ROWS = 5_000;

    private static final long MOST_CHARACTERS = 8_000_000;
    /** So much comes from the server at once. */
    private static final long FETCHED = 2_000_000;

    private static final int LEAST_FETCHED = 10;

    private static final String LAYOUTS = "SELECT DISTINCT layout_id FROM sync.change_log WHERE txn = ?";

    private static final String ROWS = """
            SELECT table_id, row_key, layout_id, operation::text, old_row, new_row FROM sync.change_log
            WHERE txn = ? AND layout_id = ANY (?) ORDER BY table_id, row_key, id
            """;

    private final Connection connection;
    private final Tables tables;
    private final ChangeTransaction header;
    private final StagedTransactions.Complete kept;
    private final Map<Integer, Arrival> arrivals = new HashMap<>();
    private final Arrivals places;

    /** What is done with a slice. */
    interface Work {
        /** Answers why no further slice is wanted; null to go on. */
        @Nullable
        SQLException slice(Incoming slice) throws SQLException, StorageException;
    }

    /** Looks at the catalogue. The session's settings must be pinned. */
    StagedRows(Connection connection, Tables tables, ChangeTransaction header, StagedTransactions.Complete kept)
            throws SQLException, StorageException {
        this.connection = connection;
        this.tables = tables;
        this.header = header;
        this.kept = kept;
        Map<Integer, TableLayout> used = layouts();
        this.places = tables.known().find(connection, new HashSet<>(used.values()));
        used.forEach((id, layout) -> arrivals.put(id, places.of(layout)));
    }

    private Map<Integer, TableLayout> layouts() throws SQLException, StorageException {
        Map<Integer, TableLayout> used = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(LAYOUTS)) {
            query.setLong(1, kept.txn());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    used.put(row.getInt(1), tables.layouts().layout(row.getInt(1)));
                }
            }
        }
        return used;
    }

    /** The layouts, by number, of which rows have no place here now. */
    Map<Integer, Arrival> unfit() {
        Map<Integer, Arrival> unfit = new HashMap<>(arrivals);
        unfit.values().removeIf(arrival -> arrival.table() != null);
        return unfit;
    }

    /** The numbers of the other layouts. */
    Set<Integer> fit() {
        Set<Integer> fit = new HashSet<>(arrivals.keySet());
        fit.removeAll(unfit().keySet());
        return fit;
    }

    /** All slices, until the work is done or wants no more; answers why. */
    @Nullable
    SQLException each(Work work) throws SQLException, StorageException {
        try (PreparedStatement query = connection.prepareStatement(ROWS)) {
            query.setFetchSize(fetched());
            query.setLong(1, kept.txn());
            query.setArray(2, connection.createArrayOf("integer", fit().toArray()));
            try (ResultSet row = query.executeQuery()) {
                Slice slice = new Slice();
                while (row.next()) {
                    RowRef ref = new RowRef(row.getInt(1), row.getString(2));
                    if (slice.isFull() && !ref.equals(slice.last)) {
                        SQLException enough = work.slice(slice.incoming());
                        if (enough != null) {
                            return enough;
                        }
                        slice = new Slice();
                    }
                    slice.add(ref, row);
                }
                return slice.changes.isEmpty() ? null : work.slice(slice.incoming());
            }
        }
    }

    private int fetched() {
        long average = Math.max(1, kept.bytes() / Math.max(1, kept.events()));
        return (int) Math.max(LEAST_FETCHED, Math.min(MOST_ROWS, FETCHED / average));
    }

    /** Rows that are read. */
    private final class Slice {
        private final List<RowChange> changes = new ArrayList<>();
        private @Nullable RowRef last;
        private int rows;
        private long characters;

        void add(RowRef ref, ResultSet row) throws SQLException, StorageException {
            String before = row.getString(5);
            String after = row.getString(6);
            changes.add(tables.layouts().change(row.getInt(3), row.getString(4), before, after));
            characters += (before == null ? 0 : before.length()) + (after == null ? 0 : after.length());
            rows += ref.equals(last) ? 0 : 1;
            last = ref;
        }

        boolean isFull() {
            return rows >= MOST_ROWS || characters >= MOST_CHARACTERS;
        }

        Incoming incoming() {
            return places.locate(new ChangeTransaction(
                    header.dot(),
                    header.past(),
                    header.timestamp(),
                    header.committedAt(),
                    header.chain(),
                    Objects.requireNonNull(TransactionFold.fold(changes))));
        }
    }
}
