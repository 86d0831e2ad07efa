package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.api.conflict.UniqueAction;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.apply.UniqueKeys.UniqueKey;
import org.multibusiness.sync.storage.postgresql.apply.Verdicts.Verdict;
import org.multibusiness.sync.storage.postgresql.sql.Failures;

/**
 * Settles rows of which two have the same values in a unique key: the row that took them first, in total order, keeps them,
 * the other one gives way by the table's rule. No row can know that by its own changes, so it becomes a change of our own,
 * which has seen both; nodes that find the same clash make the same change. Who gave a row its values before the log begins was
 * before all others. Nothing is decided about rows of which a whole log does not know who gave them the values.
 */
final class UniqueClashes {
    private static final String UNIQUE_VIOLATION = "23505";
    /** Each round finds a free value, another clash, or takes a row out. */
    private static final int MOST_ROUNDS = 12;

    private final Settlement settlement;
    private final RowResolution resolution;

    UniqueClashes(Settlement settlement, RowResolution resolution) {
        this.settlement = settlement;
        this.resolution = resolution;
    }

    /** Whether the database refused something because of a unique key. */
    static boolean concerns(SQLException failure) {
        return Failures.state(failure).equals(UNIQUE_VIOLATION);
    }

    /** Writes rows so that no two have the same values; nothing is written when that can't be done. */
    boolean settle(List<Verdict> verdicts) throws SQLException, StorageException {
        return new Round(verdicts).settle(true);
    }

    /** The same for a row that has been amended: what its own changes say is known already. */
    boolean settleAmended(TableRow row) throws SQLException, StorageException {
        RowWrite write = new RowWrite(row.table(), RowWrite.Kind.PUT, row.image());
        SQLException failure = Savepoints.attempt(settlement.connection(), () -> settlement.write(List.of(write)));
        return failure == null
                || (concerns(failure) && new Round(List.of(new Verdict(row.ref(), write, List.of()))).settle(false));
    }

    /** Settles clashes in deferrable keys among rows that are in the tables: the database does not check these for us. */
    void settleUnchecked(Collection<Verdict> verdicts) throws SQLException, StorageException {
        Set<TableName> tables = verdicts.stream().map(UniqueClashes::table).collect(Collectors.toSet());
        Set<TableName> unchecked = settlement.uniqueKeys(tables).entrySet().stream()
                .filter(table -> table.getValue().stream().anyMatch(key -> !key.immediate()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        List<Verdict> rows = verdicts.stream()
                .filter(verdict -> unchecked.contains(table(verdict)))
                .map(this::amended)
                .toList();
        if (!rows.isEmpty()) {
            new Round(rows).settle(false);
        }
    }

    private static TableName table(Verdict verdict) {
        return verdict.write().table().layout().table();
    }

    private Verdict amended(Verdict verdict) {
        Optional<OwnTransaction.Change> change = settlement.amendments().of(verdict.row());
        if (change.isEmpty()) {
            return verdict;
        }
        RowImage after = change.get().after();
        LocalTable table = verdict.write().table();
        return new Verdict(
                verdict.row(),
                after == null
                        ? new RowWrite(
                                table, RowWrite.Kind.REMOVE, verdict.write().image())
                        : RowWrite.settled(table, after),
                List.of());
    }

    /** The work on one set of rows. */
    private final class Round {
        private final List<Verdict> verdicts;
        /** All rows that are written or stood in the way, as they are to be; null: not there. */
        private final Map<RowRef, @Nullable RowImage> wanted = new LinkedHashMap<>();

        private final Map<RowRef, TableRow> before = new LinkedHashMap<>();
        private final Map<RowRef, Clash> clashes = new LinkedHashMap<>();
        private final Map<RowRef, Integer> forms = new LinkedHashMap<>();
        private Map<TableName, List<UniqueKey>> keys = Map.of();

        Round(List<Verdict> verdicts) {
            this.verdicts = verdicts;
            for (Verdict verdict : verdicts) {
                RowWrite write = verdict.write();
                boolean there = write.kind() != RowWrite.Kind.REMOVE;
                wanted.put(verdict.row(), there ? write.image() : null);
                if (there) {
                    before.put(verdict.row(), new TableRow(verdict.row(), write.table(), write.image()));
                }
            }
        }

        boolean settle(boolean anew) throws SQLException, StorageException {
            keys = settlement.uniqueKeys(
                    verdicts.stream().map(UniqueClashes::table).collect(Collectors.toSet()));
            boolean changed = giveWay();
            for (int i = 0; changed && i < MOST_ROUNDS; i++) {
                SQLException failure = Savepoints.attempt(settlement.connection(), () -> settlement.write(writes()));
                if (failure == null && !(unchecked() && giveWay())) {
                    finish(anew);
                    return true;
                }
                changed = failure == null || (concerns(failure) ? giveWay() : parkInstead());
            }
            return false;
        }

        private boolean unchecked() {
            return keys.values().stream().flatMap(List::stream).anyMatch(key -> !key.immediate());
        }

        /** Whether some row gave way. */
        private boolean giveWay() throws SQLException, StorageException {
            boolean any = false;
            for (Map.Entry<TableName, List<UniqueKey>> table : keys.entrySet()) {
                for (UniqueKey key : table.getValue()) {
                    List<TableRow> rows = rows(table.getKey());
                    if (rows.isEmpty()) {
                        continue;
                    }
                    for (Set<TableRow> group :
                            new ClashSearch(settlement.connection()).groups(rows, wanted.keySet(), key)) {
                        any |= giveWay(group, key);
                    }
                }
            }
            return any;
        }

        private List<TableRow> rows(TableName table) {
            List<TableRow> rows = new ArrayList<>();
            before.forEach((ref, row) -> {
                RowImage image = wanted.get(ref);
                if (image != null && row.table().layout().table().equals(table)) {
                    rows.add(new TableRow(ref, row.table(), image));
                }
            });
            return rows;
        }

        private boolean giveWay(Set<TableRow> group, UniqueKey key) throws SQLException, StorageException {
            Set<RowRef> refs = group.stream().map(TableRow::ref).collect(Collectors.toCollection(LinkedHashSet::new));
            settlement.known().load(refs);
            settlement.amendments().judged(refs);
            for (TableRow row : group) {
                before.putIfAbsent(row.ref(), row);
                wanted.putIfAbsent(row.ref(), row.image());
                if (side(row, key).setter() == null && !settlement.isPruned()) {
                    return false;
                }
            }
            List<TableRow> order = group.stream().sorted(seniority(key)).toList();
            for (TableRow loser : order.subList(1, order.size())) {
                giveWay(order.get(0), loser, key);
            }
            return true;
        }

        /** Those that got their values just now come last. */
        private Comparator<TableRow> seniority(UniqueKey key) {
            return Comparator.comparing((TableRow row) -> clashes.containsKey(row.ref()))
                    .thenComparing(row -> side(row, key), Clash.Side.SENIORITY);
        }

        private Clash.Side side(TableRow row, UniqueKey key) {
            Clash clash = clashes.get(row.ref());
            VersionedChange setter = clash != null
                    ? clash.loser().setter()
                    : settlement.known().setter(row, key.columns()).orElse(null);
            VersionedChange about =
                    setter != null ? setter : settlement.known().last(row.ref()).orElse(null);
            return new Clash.Side(row, setter, about);
        }

        private void giveWay(TableRow keeper, TableRow loser, UniqueKey key) {
            RowRef ref = loser.ref();
            Clash clash = clashes.get(ref);
            if (clash == null) {
                clash = clash(keeper, loser, key);
                clashes.put(ref, clash);
            }
            int form = forms.merge(ref, 1, Integer::sum) - 1;
            if (clash.action() == UniqueAction.SUFFIX && form >= Suffix.FORMS) {
                clash = clash.by(UniqueAction.PARK);
                clashes.put(ref, clash);
            }
            wanted.put(ref, outcome(clash, form));
        }

        private @Nullable RowImage outcome(Clash clash, int form) {
            return clash.action() == UniqueAction.SUFFIX
                    ? Suffix.lengthened(
                            clash.loser().row().table().layout(),
                            clash.loser().row().image(),
                            clash.suffixed(),
                            ClashRecords.suffix(clash.loser(), form))
                    : null;
        }

        private Clash clash(TableRow keeper, TableRow loser, UniqueKey key) {
            return Clash.by(
                    resolution.rules(loser.table().layout()), key.columns(), side(keeper, key), side(loser, key));
        }

        /** When the table does not allow a lengthened text. */
        private boolean parkInstead() {
            boolean any = false;
            for (Map.Entry<RowRef, Clash> entry : clashes.entrySet()) {
                if (entry.getValue().action() == UniqueAction.SUFFIX) {
                    entry.setValue(entry.getValue().by(UniqueAction.PARK));
                    wanted.put(entry.getKey(), null);
                    any = true;
                }
            }
            return any;
        }

        private List<RowWrite> writes() {
            List<RowWrite> writes = new ArrayList<>();
            Set<RowRef> own = new LinkedHashSet<>();
            for (Verdict verdict : verdicts) {
                own.add(verdict.row());
                RowImage image = wanted.get(verdict.row());
                writes.add(
                        image == null
                                ? new RowWrite(
                                        verdict.write().table(),
                                        RowWrite.Kind.REMOVE,
                                        verdict.write().image())
                                : new RowWrite(verdict.write().table(), RowWrite.Kind.RENEW, image));
            }
            before.forEach((ref, row) -> {
                RowImage image = wanted.get(ref);
                if (!own.contains(ref) && !Objects.equals(image, row.image())) {
                    writes.add(
                            image == null
                                    ? new RowWrite(row.table(), RowWrite.Kind.REMOVE, row.image())
                                    : new RowWrite(row.table(), RowWrite.Kind.RENEW, image));
                }
            });
            return writes;
        }

        private void finish(boolean anew) throws SQLException, StorageException {
            if (anew) {
                settlement
                        .amendments()
                        .restart(verdicts.stream().map(Verdict::row).toList());
            }
            before.forEach((ref, row) -> {
                if (clashes.containsKey(ref)) {
                    settlement.amendments().amend(ref, row.table(), row.image(), wanted.get(ref));
                }
            });
            for (Clash clash : clashes.values()) {
                settlement.leave(clash, wanted.get(clash.loser().row().ref()));
            }
        }
    }
}
