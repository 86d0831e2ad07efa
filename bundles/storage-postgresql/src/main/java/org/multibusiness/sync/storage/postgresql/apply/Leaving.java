package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.conflict.Contribution;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.apply.Children.Child;
import org.multibusiness.sync.storage.postgresql.apply.ForeignKeys.ForeignKey;

/**
 * Takes rows out of their tables together with the rows that refer to them, and with those that refer to these. Each becomes a
 * deletion of our own and a whole image in the inbox.
 */
final class Leaving {
    /** Rows that refer to rows that refer to rows …; and a table may refer to itself. */
    private static final int DEEPEST = 50;

    private final Settlement settlement;

    Leaving(Settlement settlement) {
        this.settlement = settlement;
    }

    /** Takes out what refers to a row that has left already. */
    List<Contribution> following(TableRow gone) throws SQLException, StorageException {
        return following(List.of(gone), null);
    }

    /**
     * What refers to a row that has left already refers to another one from now on. Where that would change which row it is,
     * or is refused, it is taken out.
     */
    List<Contribution> movingTo(TableRow other, TableRow gone) throws SQLException, StorageException {
        return following(List.of(gone), other);
    }

    /** Takes out a row and what refers to it; answers the images of the latter. */
    List<Contribution> withFollowers(TableRow row) throws SQLException, StorageException {
        takeOut(List.of(row));
        return following(List.of(row), null);
    }

    private List<Contribution> following(List<TableRow> gone, @Nullable TableRow other)
            throws SQLException, StorageException {
        List<Contribution> taken = new ArrayList<>();
        Set<RowRef> seen = new HashSet<>();
        List<TableRow> level = gone;
        for (int depth = 0; depth < DEEPEST && !level.isEmpty(); depth++) {
            Map<RowRef, TableRow> next = new LinkedHashMap<>();
            for (Child child : children(level)) {
                boolean stays = depth == 0 && other != null && moved(child, other);
                if (!stays && seen.add(child.row().ref())) {
                    next.put(child.row().ref(), child.row());
                }
            }
            level = List.copyOf(next.values());
            takeOut(level);
            taken.addAll(images(level));
        }
        return taken;
    }

    private List<Child> children(List<TableRow> parents) throws SQLException, StorageException {
        Map<TableName, List<TableRow>> byTable = new LinkedHashMap<>();
        parents.forEach(row -> byTable.computeIfAbsent(row.table().layout().table(), t -> new ArrayList<>())
                .add(row));
        List<Child> children = new ArrayList<>();
        for (ForeignKey key : settlement.foreignKeys(byTable.keySet())) {
            List<TableRow> rows = byTable.get(key.parent());
            if (rows != null) {
                children.addAll(settlement.children().referring(key, rows));
            }
        }
        return children;
    }

    private void takeOut(List<TableRow> rows) throws SQLException {
        List<RowWrite> writes = new ArrayList<>();
        for (TableRow row : rows) {
            settlement.amendments().amend(row.ref(), row.table(), row.image(), null);
            writes.add(new RowWrite(row.table(), RowWrite.Kind.REMOVE, row.image()));
        }
        settlement.write(writes);
    }

    private List<Contribution> images(List<TableRow> rows) throws SQLException, StorageException {
        settlement.known().load(rows.stream().map(TableRow::ref).toList());
        List<Contribution> images = new ArrayList<>();
        for (TableRow row : rows) {
            settlement.known().last(row.ref()).ifPresent(last -> images.add(ClashRecords.side(row, last)));
        }
        return images;
    }

    private boolean moved(Child child, TableRow other) throws SQLException, StorageException {
        TableRow row = child.row();
        List<@Nullable String> values = new ArrayList<>(row.image().values());
        for (int i = 0; i < child.key().columns().size(); i++) {
            int index = row.table().layout().indexOf(child.key().columns().get(i));
            int source = other.table().layout().indexOf(child.key().referenced().get(i));
            if (row.table().layout().columns().get(index).key()) {
                return false;
            }
            values.set(index, other.image().value(source));
        }
        TableRow moved = new TableRow(row.ref(), row.table(), new RowImage(values));
        settlement.amendments().amend(row.ref(), row.table(), row.image(), moved.image());
        return settlement.clashes().settleAmended(moved);
    }
}
