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
import org.multibusiness.sync.api.storage.InboxDecision;
import org.multibusiness.sync.api.storage.LogHead;
import org.multibusiness.sync.api.storage.StorageException;
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
        changes.add(decisions.change(null, closing(decisions.table().layout(), decided)));
        return write(changes);
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
        Optional<LogHead> head = attempt.numberBehindLocks(rows(changes));
        return head.isEmpty()
                ? head
                : Optional.of(new OwnTransaction(attempt, tables.layouts()).record(changes, head.get()));
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
