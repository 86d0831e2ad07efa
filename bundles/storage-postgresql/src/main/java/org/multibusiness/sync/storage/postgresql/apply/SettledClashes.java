package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.Contribution;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.api.conflict.UniqueAction;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.apply.UniqueKeys.UniqueKey;

/**
 * Finds clashes that another node has settled before all of it came here, so that every node's inbox has them: a change that
 * took a value away from a row, and whose author had seen that another row has it, given by somebody who did not know of the
 * first. No user can make such a change, for no user ever saw both rows with the value.
 */
final class SettledClashes {
    private final Settlement settlement;
    private final RowResolution resolution;

    /** A row as it was before a change of it. */
    private record Released(TableRow row, VersionedChange change) {}

    SettledClashes(Settlement settlement, RowResolution resolution) {
        this.settlement = settlement;
        this.resolution = resolution;
    }

    /** Looks at the rows of a batch that is in the tables. */
    void note(Collection<BatchRow> rows) throws SQLException, StorageException {
        Map<TableName, List<Released>> released = released(rows);
        if (released.isEmpty()) {
            return;
        }
        Map<TableName, List<UniqueKey>> keys = settlement.uniqueKeys(released.keySet());
        for (Map.Entry<TableName, List<UniqueKey>> table : keys.entrySet()) {
            for (UniqueKey key : table.getValue()) {
                List<Released> gaveUp = released.getOrDefault(table.getKey(), List.of()).stream()
                        .filter(one -> gaveUp(one, key))
                        .toList();
                if (!gaveUp.isEmpty()) {
                    note(gaveUp, key, rows);
                }
            }
        }
    }

    private static Map<TableName, List<Released>> released(Collection<BatchRow> rows) {
        Map<TableName, List<Released>> released = new LinkedHashMap<>();
        for (BatchRow row : rows) {
            for (VersionedChange step : row.steps()) {
                RowImage before = step.change().before();
                if (before != null) {
                    RowImage image = row.table().image(before, step.change().layout());
                    released.computeIfAbsent(row.table().layout().table(), t -> new ArrayList<>())
                            .add(new Released(new TableRow(row.ref(), row.table(), image), step));
                }
            }
        }
        return released;
    }

    private static boolean gaveUp(Released released, UniqueKey key) {
        RowImage after = after(released);
        return after == null
                || key.columns().stream().anyMatch(column -> {
                    int index = released.row().table().layout().indexOf(column);
                    return !Objects.equals(released.row().image().value(index), after.value(index));
                });
    }

    private static @Nullable RowImage after(Released released) {
        RowImage after = released.change().change().after();
        return after == null
                ? null
                : released.row().table().image(after, released.change().change().layout());
    }

    private void note(List<Released> gaveUp, UniqueKey key, Collection<BatchRow> rows)
            throws SQLException, StorageException {
        List<TableRow> before = gaveUp.stream().map(Released::row).toList();
        for (ClashSearch.Holder holder : new ClashSearch(settlement.connection()).holders(before, key)) {
            note(holder.row(), gaveUp.get(holder.place()), key, rows);
        }
        Map<List<@Nullable String>, List<TableRow>> passing = passing(before.get(0), key, rows);
        for (Released released : gaveUp) {
            for (TableRow holder : passing.getOrDefault(values(released.row(), key), List.of())) {
                note(holder, released, key, rows);
            }
        }
    }

    /** Rows by the values that the batch gave them, even if it took them away again. */
    private static Map<List<@Nullable String>, List<TableRow>> passing(
            TableRow sample, UniqueKey key, Collection<BatchRow> rows) {
        Map<List<@Nullable String>, List<TableRow>> passing = new HashMap<>();
        for (BatchRow row : rows) {
            if (row.ref().tableId() == sample.ref().tableId()) {
                for (VersionedChange step : row.steps()) {
                    RowImage after = step.change().after();
                    if (after != null) {
                        RowImage image = row.table().image(after, step.change().layout());
                        TableRow holder = new TableRow(row.ref(), row.table(), image);
                        passing.computeIfAbsent(values(holder, key), v -> new ArrayList<>())
                                .add(holder);
                    }
                }
            }
        }
        return passing;
    }

    private static List<@Nullable String> values(TableRow row, UniqueKey key) {
        List<@Nullable String> values = new ArrayList<>();
        for (String column : key.columns()) {
            values.add(row.image().value(row.table().layout().indexOf(column)));
        }
        return values;
    }

    private void note(TableRow holder, Released released, UniqueKey key, Collection<BatchRow> rows)
            throws SQLException, StorageException {
        if (!holder.ref().equals(released.row().ref())) {
            Optional<Clash> clash = clash(holder, released, key);
            if (clash.isPresent()) {
                List<Contribution> taken = taken(released, rows, clash.get().action());
                settlement.amendments().journal(ClashRecords.unique(clash.get(), after(released), taken));
            }
        }
    }

    private Optional<Clash> clash(TableRow keeper, Released released, UniqueKey key)
            throws SQLException, StorageException {
        TableRow loser = released.row();
        settlement.known().load(Set.of(keeper.ref(), loser.ref()));
        Optional<VersionedChange> kept = settlement.known().setter(keeper, key.columns());
        Optional<VersionedChange> lost = settlement.known().setter(loser, key.columns());
        boolean settled = kept.isPresent()
                && lost.isPresent()
                && !kept.get().saw(lost.get())
                && !lost.get().saw(kept.get())
                && released.change().saw(kept.get())
                && released.change().saw(lost.get())
                && VersionedChange.TOTAL_ORDER.compare(kept.get(), lost.get()) < 0;
        return settled
                ? Optional.of(outcome(
                        Clash.by(
                                resolution.rules(loser.table().layout()),
                                key.columns(),
                                new Clash.Side(keeper, kept.get(), kept.get()),
                                new Clash.Side(loser, lost.get(), lost.get())),
                        released))
                : Optional.empty();
    }

    private static Clash outcome(Clash clash, Released released) {
        return clash.action() == UniqueAction.SUFFIX
                        && released.change().change().after() == null
                ? clash.by(UniqueAction.PARK)
                : clash;
    }

    /** What left the tables in the same transaction, each row by its last change before that. */
    private List<Contribution> taken(Released released, Collection<BatchRow> rows, UniqueAction action)
            throws SQLException, StorageException {
        List<Contribution> taken = new ArrayList<>();
        if (action == UniqueAction.SUFFIX) {
            return taken;
        }
        for (BatchRow row : rows) {
            for (VersionedChange step : row.steps()) {
                RowImage before = step.change().before();
                if (step.dot().equals(released.change().dot())
                        && step.change().after() == null
                        && before != null
                        && !row.ref().equals(released.row().ref())) {
                    RowImage image = row.table().image(before, step.change().layout());
                    settlement.known().load(Set.of(row.ref()));
                    settlement
                            .known()
                            .lastSeenBy(step, row.ref())
                            .ifPresent(last ->
                                    taken.add(ClashRecords.side(new TableRow(row.ref(), row.table(), image), last)));
                }
            }
        }
        return taken;
    }
}
