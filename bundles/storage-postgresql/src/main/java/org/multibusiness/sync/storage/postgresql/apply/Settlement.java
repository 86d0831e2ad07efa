package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.conflict.Contribution;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.api.conflict.UniqueAction;
import org.multibusiness.sync.api.storage.ApplyOutcome;
import org.multibusiness.sync.api.storage.LogHead;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.apply.ForeignKeys.ForeignKey;
import org.multibusiness.sync.storage.postgresql.apply.UniqueKeys.UniqueKey;
import org.multibusiness.sync.storage.postgresql.apply.Verdicts.Verdict;

/** What is settled between rows while one set of changes is brought into the tables. */
final class Settlement {
    private final Attempt attempt;
    private final Tables tables;
    private final KnownChanges known;
    private final Amendments amendments = new Amendments();
    private final Places places;
    private final Children children;
    private final UniqueClashes clashes;
    private final Orphans orphans;

    Settlement(Attempt attempt, Tables tables, KnownChanges known, RowResolution resolution) {
        this.attempt = attempt;
        this.tables = tables;
        this.known = known;
        this.places = new Places(attempt.connection(), tables);
        this.children = new Children(attempt.connection(), places);
        this.clashes = new UniqueClashes(this, resolution);
        this.orphans = new Orphans(this, resolution);
    }

    Connection connection() {
        return attempt.connection();
    }

    KnownChanges known() {
        return known;
    }

    Amendments amendments() {
        return amendments;
    }

    void write(List<RowWrite> writes) throws SQLException {
        tables.writers().write(connection(), writes);
    }

    /** The unique keys of those of the tables that have some. */
    Map<TableName, List<UniqueKey>> uniqueKeys(Collection<TableName> names) throws SQLException {
        return tables.keys().unique(connection(), names);
    }

    /** Whether something may have left the log. */
    boolean isPruned() throws SQLException {
        return known.isPruned();
    }

    /** The foreign keys from and to these tables. */
    Collection<ForeignKey> foreignKeys(Collection<TableName> names) throws SQLException {
        return tables.keys().foreign(connection(), names);
    }

    Places places() {
        return places;
    }

    Children children() {
        return children;
    }

    DeletedParents deletedParents() throws SQLException {
        return new DeletedParents(connection(), tables.layouts(), attempt.vector());
    }

    UniqueClashes clashes() {
        return clashes;
    }

    Orphans orphans() {
        return orphans;
    }

    /** Settles what the database does not check in the role of a replica, after these rows were written. */
    void settle(Collection<Verdict> verdicts) throws SQLException, StorageException {
        clashes.settleUnchecked(verdicts);
        List<TableRow> written = new ArrayList<>();
        List<TableRow> removed = new ArrayList<>();
        for (Verdict verdict : verdicts) {
            RowWrite write = verdict.write();
            (write.kind() == RowWrite.Kind.REMOVE ? removed : written)
                    .add(new TableRow(verdict.row(), write.table(), write.image()));
        }
        orphans.settle(written, removed);
    }

    /** A row has given way: what refers to it goes with it or moves on, and the inbox gets the record. */
    void leave(Clash clash, @Nullable RowImage outcome) throws SQLException, StorageException {
        TableRow row = clash.loser().row();
        List<Contribution> taken = List.of();
        if (outcome == null) {
            Leaving leaving = new Leaving(this);
            taken = clash.action() == UniqueAction.MERGE
                    ? leaving.movingTo(clash.keeper().row(), row)
                    : leaving.following(row);
        }
        amendments.journal(ClashRecords.unique(clash, outcome, taken));
    }

    /** Records the changes of our own, and the conflicts; to be called when all else is in the log. */
    ApplyOutcome log(ApplyOutcome outcome) throws SQLException, StorageException {
        List<OwnTransaction.Change> changes = amendments.changes();
        LogHead head = changes.isEmpty()
                ? outcome.head()
                : new OwnTransaction(attempt, tables.layouts()).record(changes, outcome.head());
        int journaled = Journal.add(connection(), amendments.conflicts());
        return new ApplyOutcome(head, outcome.applied(), outcome.conflicts() + journaled, outcome.held());
    }
}
