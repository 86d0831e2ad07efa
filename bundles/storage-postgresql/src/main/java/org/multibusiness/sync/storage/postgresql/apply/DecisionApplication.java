package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.conflict.Contribution;
import org.multibusiness.sync.api.storage.InboxDecision;
import org.multibusiness.sync.api.storage.LogHead;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.apply.Children.Child;
import org.multibusiness.sync.storage.postgresql.apply.OwnTransaction.Change;
import org.multibusiness.sync.storage.postgresql.apply.RowWrite.Kind;
import org.multibusiness.sync.storage.postgresql.catalog.Catalog;
import org.multibusiness.sync.storage.postgresql.catalog.CatalogTable;
import org.multibusiness.sync.storage.postgresql.sql.Failures;

/** One try to carry out a person's decision: the row and the closed item, as one transaction of our own. */
final class DecisionApplication {
    private final Attempt attempt;
    private final Tables tables;

    DecisionApplication(Attempt attempt, Tables tables) {
        this.attempt = attempt;
        this.tables = tables;
    }

    private record Place(LocalTable table, Arrival arrival) {
        Change change(@Nullable RowImage before, @Nullable RowImage after) {
            RowImage image = Objects.requireNonNull(after != null ? after : before);
            return new Change(arrival.row(image), table, before, after);
        }
    }

    /** What the log holds then; empty when a local transaction got in between. */
    Optional<LogHead> apply(Conflict conflict, InboxDecision decision) throws SQLException, StorageException {
        Place place = place(conflict.key().table());
        Place decisions = place(CatalogTable.DECISIONS);
        DecidedRow decided = new DecidedRow(place.table().layout(), conflict, decision);
        boolean copies = decided.isCopy();
        RowImage key = copies ? decided.copy() : decided.key();
        ApplySession.work(attempt.connection(), 2);
        tables.writers().lock(attempt.connection(), List.of(new RowWrite(place.table(), Kind.REMOVE, key)));
        attempt.numbering().run(attempt.connection(), attempt.now());
        @Nullable RowImage current = tables.writers().read(attempt.connection(), place.table(), key);
        if (copies && current != null) {
            throw new IllegalArgumentException(
                    "a row with that key is there already: choose another key for the row of its own");
        }
        @Nullable RowImage wanted = copies ? key : decided.wanted(current);
        List<Change> changes = new ArrayList<>();
        if (!Objects.equals(current, wanted)) {
            changes.add(place.change(current, wanted));
        }
        if (current == null && wanted != null && !copies) {
            changes.addAll(comingBack(decided.companions()));
        }
        changes.add(decisions.change(null, closing(decisions.table().layout(), decided)));
        return write(changes);
    }

    /** Rows that left with the row, as far as they are not there again. */
    private List<Change> comingBack(List<Contribution> companions) throws SQLException, StorageException {
        List<Change> back = new ArrayList<>();
        for (Contribution companion : companions) {
            Place place = place(Objects.requireNonNull(companion.row()).table());
            RowImage image = DecidedRow.image(place.table().layout(), companion.after());
            tables.writers().lock(attempt.connection(), List.of(new RowWrite(place.table(), Kind.REMOVE, image)));
            if (tables.writers().read(attempt.connection(), place.table(), image) == null) {
                back.add(place.change(null, image));
            }
        }
        return back;
    }

    private Optional<LogHead> write(List<Change> changes) throws SQLException, StorageException {
        for (Change change : changes) {
            RowWrite write = change.after() == null
                    ? new RowWrite(change.table(), Kind.REMOVE, Objects.requireNonNull(change.before()))
                    : RowWrite.settled(change.table(), change.after());
            try {
                tables.writers().write(attempt.connection(), List.of(write));
            } catch (SQLException e) {
                if (Refusal.concernsData(e)) {
                    throw refused(change, e);
                }
                throw e;
            }
        }
        refuseOrphans(changes);
        Optional<LogHead> head = attempt.numberBehindLocks(rows(changes));
        return head.isEmpty()
                ? head
                : Optional.of(new OwnTransaction(attempt, tables.layouts()).record(changes, head.get()));
    }

    /** In the role of a replica the database does not watch over foreign keys. */
    private void refuseOrphans(List<Change> changes) throws SQLException, StorageException {
        Children children = new Children(attempt.connection(), new Places(attempt.connection(), tables));
        for (Change change : changes) {
            TableName name = change.table().layout().table();
            for (ForeignKeys.ForeignKey key : ForeignKeys.read(attempt.connection(), List.of(name))) {
                List<Child> orphans = new ArrayList<>();
                if (key.child().equals(name) && change.after() != null) {
                    orphans.addAll(children.orphansAmong(key, List.of(row(change, change.after()))));
                }
                if (key.parent().equals(name) && change.before() != null) {
                    orphans.addAll(children.orphansOf(key, List.of(row(change, change.before()))));
                }
                if (!orphans.isEmpty()) {
                    throw orphaned(orphans.get(0));
                }
            }
        }
    }

    private static TableRow row(Change change, RowImage image) {
        return new TableRow(change.row(), change.table(), image);
    }

    private static StorageException orphaned(Child orphan) {
        String child =
                "row " + orphan.row().key().text() + " of " + orphan.key().child();
        return new StorageException(
                child + " would refer to a row of " + orphan.key().parent() + " that is not there ("
                        + String.join(", ", orphan.key().columns())
                        + "). Nothing was changed: bring that row back first, or change what refers to it",
                false,
                new IllegalStateException("a foreign key would not hold"));
    }

    private static StorageException refused(Change change, SQLException e) {
        return new StorageException(
                "the database does not take this row of "
                        + change.table().layout().table() + ": " + Failures.firstLine(e)
                        + ". Nothing was changed; decide otherwise",
                false,
                e);
    }

    private static Collection<RowRef> rows(List<Change> changes) {
        return changes.stream().map(Change::row).toList();
    }

    private Place place(TableName name) throws SQLException, StorageException {
        @Nullable
        CatalogTable here = Catalog.read(attempt.connection(), List.of(name)).get(name);
        TableLayout layout = here == null ? null : here.layout();
        if (layout == null) {
            throw new IllegalArgumentException(
                    "the table " + name + " is not here (any more), so nothing can be decided");
        }
        Arrival arrival =
                tables.known().find(attempt.connection(), Set.of(layout)).of(layout);
        LocalTable table = arrival.table();
        if (table == null) {
            throw new IllegalArgumentException("nothing can be decided now: " + arrival.refusal());
        }
        return new Place(table, arrival);
    }

    private RowImage closing(TableLayout layout, DecidedRow decided) throws SQLException {
        List<@Nullable String> values = new ArrayList<>();
        for (ColumnLayout column : layout.columns()) {
            values.add(
                    switch (column.name()) {
                        case "conflict_id" -> decided.conflict().id();
                        case "choice" -> decided.choice();
                        case "decided_by" -> decided.decision().by();
                        case "node_id" -> attempt.own().node().value();
                        case "decided_at" -> attempt.now().toString();
                        default -> throw new IllegalStateException("sync_decisions has a column " + column.name());
                    });
        }
        return new RowImage(values);
    }
}
