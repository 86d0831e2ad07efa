package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.catalog.Layouts;

/** All that is known of what happened to rows: what the log holds, and the batch at hand. */
final class KnownChanges {
    private static final String PRUNED = "SELECT EXISTS (SELECT FROM sync.sync_floor)";

    private final Connection connection;
    private final Layouts layouts;
    private final VersionVector held;
    private final Map<RowRef, List<VersionedChange>> arriving;
    private final Map<RowRef, List<VersionedChange>> known = new HashMap<>();

    /**
     * For one transaction of ours.
     *
     * @param held what the log holds
     * @param arriving the changes of a batch that is not in the log yet
     */
    KnownChanges(Connection connection, Layouts layouts, VersionVector held, Collection<BatchRow> arriving) {
        this.connection = connection;
        this.layouts = layouts;
        this.held = held;
        this.arriving = arriving.stream().collect(Collectors.toMap(BatchRow::ref, BatchRow::steps));
    }

    /** Reads what is known of these rows, all at once. */
    void load(Collection<RowRef> rows) throws SQLException, StorageException {
        Set<RowRef> unread =
                rows.stream().filter(row -> !known.containsKey(row)).collect(Collectors.toSet());
        if (!unread.isEmpty()) {
            new MetRows(connection, layouts, held)
                    .since(unread, VersionVector.EMPTY)
                    .forEach((row, logged) -> {
                        List<VersionedChange> all = new ArrayList<>(logged);
                        all.addAll(arriving.getOrDefault(row, List.of()));
                        known.put(row, all);
                    });
        }
    }

    /** Forgets what was read, so that memory has a bound where there is much to settle. */
    void forget() {
        known.clear();
    }

    /** Whether something may have left the log. */
    boolean isPruned() throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(PRUNED);
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** Those of the rows that have a logged change which not all authors of a batch had seen. */
    Set<RowRef> changedUnseen(Collection<RowRef> rows, Collection<BatchRow> batch) throws SQLException {
        return rows.isEmpty() ? Set.of() : new MetRows(connection, layouts, held).changedUnseen(rows, batch);
    }

    /** What is known of a row that was loaded. */
    List<VersionedChange> of(RowRef row) {
        return known.getOrDefault(row, List.of());
    }

    /** The greatest change of a loaded row. */
    Optional<VersionedChange> last(RowRef row) {
        return last(row, change -> true);
    }

    /** The greatest change of a loaded row that the author of another one had seen. */
    Optional<VersionedChange> lastSeenBy(VersionedChange later, RowRef row) {
        return last(row, later::saw);
    }

    /** The greatest change that gave the row these values; empty when none is known. */
    Optional<VersionedChange> setter(TableRow row, List<String> columns) {
        return last(row.ref(), change -> brought(change, row, columns));
    }

    private Optional<VersionedChange> last(RowRef row, Predicate<VersionedChange> which) {
        return of(row).stream().filter(which).max(VersionedChange.TOTAL_ORDER);
    }

    private static boolean brought(VersionedChange change, TableRow row, List<String> columns) {
        TableLayout layout = change.change().layout();
        RowImage after = change.change().after();
        RowImage before = change.change().before();
        if (after == null) {
            return false;
        }
        return columns.stream().anyMatch(column -> {
            @Nullable String value = row.image().value(row.table().layout().indexOf(column));
            int index = layout.indexOf(column);
            return index >= 0
                    && Objects.equals(after.value(index), value)
                    && (before == null || !Objects.equals(before.value(index), value));
        });
    }
}
