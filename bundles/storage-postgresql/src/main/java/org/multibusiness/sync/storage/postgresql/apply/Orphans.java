package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.Operation;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.OrphanRule;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.apply.Children.Child;
import org.multibusiness.sync.storage.postgresql.apply.ForeignKeys.ForeignKey;
import org.multibusiness.sync.storage.postgresql.apply.Places.Place;
import org.multibusiness.sync.storage.postgresql.sql.KeyText;

/**
 * Finds rows that refer to a row which was deleted by somebody who did not know of them. Their authors' foreign keys held, and
 * so did the deletion's; only together they don't, and in the role of a replica the database does not notice. Either the deleted
 * row is there again, or the row that refers to it is taken out, by a change of our own. An orphan that somebody made knowingly
 * is left as it is.
 */
final class Orphans {
    /** A row that is there again may refer to another one, and so on. */
    private static final int DEEPEST = 50;

    private final Settlement settlement;
    private final RowResolution resolution;
    private final Set<RowRef> revived = new HashSet<>();

    /** A row, to whom it refers, and the deletion of that one. */
    private record Orphan(TableRow child, VersionedChange wrote, TableRow parent, VersionedChange deleted) {}

    Orphans(Settlement settlement, RowResolution resolution) {
        this.settlement = settlement;
        this.resolution = resolution;
    }

    /** Looks at rows that were written, and at rows that were removed, with their last images. */
    void settle(List<TableRow> written, List<TableRow> removed) throws SQLException, StorageException {
        List<TableRow> level = written;
        List<TableRow> gone = removed;
        for (int depth = 0; depth < DEEPEST && !(level.isEmpty() && gone.isEmpty()); depth++) {
            level = revive(find(level, gone));
            gone = List.of();
        }
    }

    private List<Orphan> find(List<TableRow> written, List<TableRow> removed) throws SQLException, StorageException {
        Map<TableName, List<TableRow>> children = byTable(written);
        Map<TableName, List<TableRow>> parents = byTable(removed);
        Set<TableName> tables = new HashSet<>(children.keySet());
        tables.addAll(parents.keySet());
        List<Orphan> orphans = new ArrayList<>();
        for (ForeignKey key : settlement.foreignKeys(tables)) {
            List<Child> lonely = settlement.children().orphansAmong(key, children.getOrDefault(key.child(), List.of()));
            load(lonely);
            for (Child child : lonely) {
                Optional<RowRef> parent = parent(child);
                if (parent.isPresent()) {
                    judge(child, parent.get()).ifPresent(orphans::add);
                }
            }
            List<TableRow> gone = parents.getOrDefault(key.parent(), List.of());
            List<Child> left = settlement.children().orphansOf(key, gone);
            load(left);
            for (Child child : left) {
                judge(child, gone.get(child.place()).ref()).ifPresent(orphans::add);
            }
        }
        return orphans;
    }

    /** All at once: there may be thousands. */
    private void load(List<Child> children) throws SQLException, StorageException {
        settlement
                .known()
                .load(children.stream().map(child -> child.row().ref()).toList());
    }

    private static Map<TableName, List<TableRow>> byTable(List<TableRow> rows) {
        Map<TableName, List<TableRow>> tables = new LinkedHashMap<>();
        rows.forEach(row -> tables.computeIfAbsent(row.table().layout().table(), t -> new ArrayList<>())
                .add(row));
        return tables;
    }

    /** Which row the missing one was; empty when nobody knows. */
    private Optional<RowRef> parent(Child child) throws SQLException, StorageException {
        ForeignKey key = child.key();
        Optional<Place> place = settlement.places().of(key.parent());
        if (place.isEmpty()) {
            return Optional.empty();
        }
        LocalTable table = place.get().table();
        List<@Nullable String> values = new ArrayList<>();
        for (int i = 0; i < table.layout().columns().size(); i++) {
            int at = key.referenced().indexOf(table.layout().columns().get(i).name());
            if (at < 0 && table.layout().columns().get(i).key()) {
                return deletedParent(child, place.get());
            }
            TableRow row = child.row();
            values.add(
                    at < 0
                            ? null
                            : row.image()
                                    .value(row.table()
                                            .layout()
                                            .indexOf(key.columns().get(at))));
        }
        return Optional.of(new RowRef(place.get().tableId(), KeyText.of(table.layout(), new RowImage(values))));
    }

    private Optional<RowRef> deletedParent(Child child, Place parents) throws SQLException, StorageException {
        settlement.known().load(List.of(child.row().ref()));
        Optional<VersionedChange> wrote = settlement.known().last(child.row().ref());
        return wrote.isEmpty() ? Optional.empty() : settlement.deletedParents().of(child, wrote.get(), parents);
    }

    private Optional<Orphan> judge(Child child, RowRef parent) throws SQLException, StorageException {
        settlement.known().load(List.of(child.row().ref(), parent));
        settlement.amendments().judged(List.of(child.row().ref(), parent));
        Optional<Place> place = settlement.places().of(child.key().parent());
        Optional<VersionedChange> wrote = settlement.known().last(child.row().ref());
        if (wrote.isEmpty() || place.isEmpty()) {
            return Optional.empty();
        }
        List<VersionedChange> deletions = settlement.known().of(parent).stream()
                .filter(change -> change.change().operation() == Operation.DELETE)
                .sorted(VersionedChange.TOTAL_ORDER)
                .toList();
        boolean knowingly = deletions.stream().anyMatch(deletion -> deletion.saw(wrote.get()));
        LocalTable table = place.get().table();
        return knowingly
                ? Optional.empty()
                : deletions.stream()
                        .filter(deletion -> !wrote.get().saw(deletion))
                        .reduce((earlier, later) -> later)
                        .map(deletion -> new Orphan(
                                child.row(),
                                wrote.get(),
                                new TableRow(parent, table, before(deletion, table)),
                                deletion));
    }

    private static RowImage before(VersionedChange deletion, LocalTable table) {
        RowImage before = Objects.requireNonNull(deletion.change().before());
        return table.image(before, deletion.change().layout());
    }

    /** Settles; answers the rows that are there again. */
    private List<TableRow> revive(List<Orphan> orphans) throws SQLException, StorageException {
        List<TableRow> again = new ArrayList<>();
        List<Orphan> rest = new ArrayList<>();
        for (Orphan orphan : orphans) {
            if (rule(orphan) == OrphanRule.PARK
                    && !revived.contains(orphan.parent().ref())) {
                rest.add(orphan);
            } else if (revived.add(orphan.parent().ref())) {
                if (revived(orphan)) {
                    again.add(orphan.parent());
                } else {
                    revived.remove(orphan.parent().ref());
                    rest.add(orphan);
                }
            }
        }
        for (Orphan orphan : rest) {
            if (!revived.contains(orphan.parent().ref())) {
                park(orphan);
            }
        }
        return again;
    }

    private OrphanRule rule(Orphan orphan) {
        return resolution.rules(orphan.child().table().layout()).orphans();
    }

    private boolean revived(Orphan orphan) throws SQLException, StorageException {
        TableRow parent = orphan.parent();
        settlement.amendments().amend(parent.ref(), parent.table(), null, parent.image());
        if (!settlement.clashes().settleAmended(parent)) {
            settlement.amendments().amend(parent.ref(), parent.table(), null, null);
            return false;
        }
        settlement.amendments().journal(ClashRecords.revived(parent, orphan.deleted(), orphan.child(), orphan.wrote()));
        return true;
    }

    private void park(Orphan orphan) throws SQLException, StorageException {
        settlement
                .amendments()
                .journal(ClashRecords.orphaned(
                        orphan.parent(),
                        orphan.deleted(),
                        orphan.child(),
                        orphan.wrote(),
                        new Leaving(settlement).withFollowers(orphan.child())));
    }
}
