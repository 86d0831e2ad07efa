package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.core.row.CausalSuffix.Header;
import org.multibusiness.sync.core.row.TransactionFold;
import org.multibusiness.sync.storage.postgresql.catalog.Layouts;

/** Loads from the log what chosen transactions did to given rows. */
final class RowImages {
    private static final String IMAGES = "SELECT r.row_at, c.txn, c.id, c.layout_id, c.operation, c.old_row, c.new_row";

    private final RowHistory history;
    private final Layouts layouts;

    private record Place(RowRef row, long txn) {}

    private record Captured(long id, RowChange change) {}

    RowImages(RowHistory history, Layouts layouts) {
        this.history = history;
        this.layouts = layouts;
    }

    /**
     * The changes, by row; one per transaction, however often it touched the row.
     *
     * @param logged for each row, the transactions that changed it, by the log's key
     */
    Map<RowRef, List<VersionedChange>> of(Map<RowRef, Map<Long, Header>> logged) throws SQLException, StorageException {
        Map<Place, List<Captured>> captured = new HashMap<>();
        List<RowRef> asked = List.copyOf(logged.keySet());
        Set<Long> txns = new HashSet<>();
        logged.values().forEach(headers -> txns.addAll(headers.keySet()));
        history.<StorageException>of(IMAGES, asked, txns, row -> {
            Place place = new Place(asked.get((int) row.getLong(1) - 1), row.getLong(2));
            if (logged.getOrDefault(place.row(), Map.of()).containsKey(place.txn())) {
                Captured step = new Captured(row.getLong(3), change(row));
                captured.computeIfAbsent(place, p -> new ArrayList<>(1)).add(step);
            }
        });
        Map<RowRef, List<VersionedChange>> changes = new HashMap<>();
        logged.forEach((row, headers) -> {
            List<VersionedChange> net = new ArrayList<>(headers.size());
            headers.forEach((txn, header) ->
                    net.addAll(net(header, captured.getOrDefault(new Place(row, txn), List.of()))));
            changes.put(row, net);
        });
        return changes;
    }

    private static List<VersionedChange> net(Header header, List<Captured> captured) {
        List<RowChange> steps = captured.stream()
                .sorted(Comparator.comparingLong(Captured::id))
                .map(Captured::change)
                .toList();
        return TransactionFold.fold(steps).stream()
                .map(change ->
                        new VersionedChange(header.dot(), header.past(), header.timestamp(), change, header.chain()))
                .toList();
    }

    private RowChange change(ResultSet row) throws SQLException, StorageException {
        return layouts.change(row.getInt(4), row.getString(5), row.getString(6), row.getString(7));
    }
}
