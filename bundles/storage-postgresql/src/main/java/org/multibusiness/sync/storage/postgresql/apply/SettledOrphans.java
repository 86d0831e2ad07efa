package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.multibusiness.sync.api.change.Operation;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.apply.Children.Child;
import org.multibusiness.sync.storage.postgresql.apply.ForeignKeys.ForeignKey;

/**
 * Finds rows that another node revived before all of it came here, so that every node's inbox has them: a row that was put in
 * again exactly as it had been deleted, by somebody who had seen the deletion and a row that refers to it, of which the one who
 * deleted did not know.
 */
final class SettledOrphans {
    private final Settlement settlement;

    /** A row that is there again. */
    private record Again(TableRow row, VersionedChange deleted, VersionedChange inserted) {}

    SettledOrphans(Settlement settlement) {
        this.settlement = settlement;
    }

    /** Looks at the rows of a batch that is in the tables. */
    void note(Collection<BatchRow> rows) throws SQLException, StorageException {
        List<BatchRow> inserted = rows.stream()
                .filter(row ->
                        row.steps().stream().anyMatch(step -> step.change().before() == null))
                .toList();
        if (inserted.isEmpty()) {
            return;
        }
        Set<TableName> tables =
                inserted.stream().map(row -> row.table().layout().table()).collect(Collectors.toSet());
        List<ForeignKey> keys = settlement.foreignKeys(tables).stream()
                .filter(key -> tables.contains(key.parent()))
                .toList();
        Set<TableName> parents = keys.stream().map(ForeignKey::parent).collect(Collectors.toSet());
        List<Again> again = again(
                inserted.stream()
                        .filter(row -> parents.contains(row.table().layout().table()))
                        .toList(),
                rows);
        for (ForeignKey key : keys) {
            note(
                    key,
                    again.stream()
                            .filter(one -> one.row().table().layout().table().equals(key.parent()))
                            .toList());
        }
    }

    /** Most rows that are inserted were never deleted: only those of which something is news to some author are looked at. */
    private List<Again> again(List<BatchRow> inserted, Collection<BatchRow> batch)
            throws SQLException, StorageException {
        Set<RowRef> changed = settlement
                .known()
                .changedUnseen(inserted.stream().map(BatchRow::ref).toList(), batch);
        List<BatchRow> rows = inserted.stream()
                .filter(row -> row.steps().size() > 1 || changed.contains(row.ref()))
                .toList();
        settlement.known().load(rows.stream().map(BatchRow::ref).toList());
        List<Again> again = new ArrayList<>();
        for (BatchRow row : rows) {
            for (VersionedChange step : row.steps()) {
                if (step.change().before() == null) {
                    deletion(row, step).ifPresent(again::add);
                }
            }
        }
        return again;
    }

    private Optional<Again> deletion(BatchRow row, VersionedChange inserted) {
        RowImage after = Objects.requireNonNull(inserted.change().after());
        return settlement.known().of(row.ref()).stream()
                .filter(change -> change.change().operation() == Operation.DELETE && inserted.saw(change))
                .max(VersionedChange.TOTAL_ORDER)
                .filter(deleted -> after.equals(deleted.change().before()))
                .map(deleted -> new Again(
                        new TableRow(
                                row.ref(),
                                row.table(),
                                row.table().image(after, inserted.change().layout())),
                        deleted,
                        inserted));
    }

    private void note(ForeignKey key, List<Again> again) throws SQLException, StorageException {
        List<Child> children = settlement
                .children()
                .referring(key, again.stream().map(Again::row).toList());
        settlement
                .known()
                .load(children.stream().map(child -> child.row().ref()).toList());
        Set<RowRef> noted = new HashSet<>();
        for (Child child : children) {
            Again parent = again.get(child.place());
            Optional<VersionedChange> wrote =
                    settlement.known().lastSeenBy(parent.inserted(), child.row().ref());
            boolean met = wrote.isPresent()
                    && !wrote.get().saw(parent.deleted())
                    && !parent.deleted().saw(wrote.get());
            if (met && noted.add(parent.row().ref())) {
                settlement
                        .amendments()
                        .journal(ClashRecords.revived(parent.row(), parent.deleted(), child.row(), wrote.get()));
            }
        }
    }
}
