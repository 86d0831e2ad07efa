package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.api.storage.ApplyOutcome;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.apply.Verdicts.Verdict;

/**
 * Writes the rows of a large transaction slice by slice. First each slice as it is. When the database does not take that, all
 * rows of the transaction are taken out and put in again: values that move from a row in one slice to a row in another would
 * look like a clash. Clashes that are left are settled, then what refers to rows that are gone; nothing is written when something
 * is refused even so. Its header must be in the log, its changes count as known.
 */
final class StagedWriting {
    private final Attempt attempt;
    private final Tables tables;
    private final StagedRows rows;
    private final RowResolution resolution;
    private final Connection connection;
    private final VersionVector past;
    private final VersionVector held;
    private final VersionVector reached;
    /** Rows that became something else than was decided, for the table did not allow that. */
    private final Map<RowRef, Verdict> fallen = new HashMap<>();

    private Settlement settlement;
    private int conflicts;

    StagedWriting(Attempt attempt, Tables tables, ChangeTransaction header, RowResolution resolution, StagedRows rows)
            throws SQLException {
        this.attempt = attempt;
        this.tables = tables;
        this.rows = rows;
        this.resolution = resolution;
        this.connection = attempt.connection();
        this.past = header.past();
        this.held = attempt.vector();
        this.reached = held.advance(header.dot());
        this.settlement = settlement();
    }

    private Settlement settlement() {
        return new Settlement(
                attempt, tables, new KnownChanges(connection, tables.layouts(), reached, List.of()), resolution);
    }

    /** Why nothing was written; null when all was. */
    @Nullable
    SQLException write() throws SQLException, StorageException {
        SQLException failure = orUndo(() -> rows.each(slice -> write(slice, false)));
        if (failure == null) {
            return null;
        }
        tables.known().forget();
        return orUndo(() -> {
            rows.each(this::takeOut);
            return rows.each(slice -> write(slice, true));
        });
    }

    private interface Writing {
        @Nullable
        SQLException run() throws SQLException, StorageException;
    }

    private @Nullable SQLException orUndo(Writing writing) throws SQLException, StorageException {
        Savepoint before = connection.setSavepoint();
        SQLException failure = writing.run();
        if (failure == null && !past.covers(held)) {
            failure = rows.each(this::settle);
        }
        if (failure != null) {
            connection.rollback(before);
            settlement = settlement();
            fallen.clear();
            conflicts = 0;
        }
        connection.releaseSavepoint(before);
        return failure;
    }

    private @Nullable SQLException takeOut(Incoming slice) throws SQLException {
        tables.writers()
                .write(
                        connection,
                        lastKnown(slice).stream()
                                .map(write -> new RowWrite(write.table(), RowWrite.Kind.REMOVE, write.image()))
                                .toList());
        return null;
    }

    private @Nullable SQLException write(Incoming slice, boolean anyWay) throws SQLException, StorageException {
        List<Verdict> decided = decided(plan(slice));
        Effects effects = new Effects(connection, tables, anyWay ? settlement.clashes()::settle : Effects.Clashes.NONE);
        Effects.Written written = anyWay ? effects.anyWay(decided) : effects.atOnce(decided);
        if (written.failure() != null) {
            return written.failure();
        }
        for (int i = 0; i < decided.size(); i++) {
            if (!written.verdicts().get(i).equals(decided.get(i))) {
                fallen.put(decided.get(i).row(), written.verdicts().get(i));
            }
        }
        conflicts += Journal.add(
                connection,
                written.verdicts().stream()
                        .flatMap(verdict -> verdict.conflicts().stream())
                        .toList());
        return null;
    }

    private static Collection<BatchRow> plan(Incoming slice) {
        return BatchPlan.of(List.of(slice), Map.of(), Map.of()).rows();
    }

    private List<Verdict> decided(Collection<BatchRow> plan) throws SQLException, StorageException {
        Verdicts verdicts = new Verdicts(resolution, new MetRows(connection, tables.layouts(), held).of(plan));
        return plan.stream().map(row -> verdicts.of(row, 1)).toList();
    }

    /** For each row of a slice an image that has its key. */
    static List<RowWrite> lastKnown(Incoming slice) {
        return plan(slice).stream()
                .map(row -> Verdicts.unchallenged(row, 1).write())
                .toList();
    }

    /** When all slices are written. */
    private @Nullable SQLException settle(Incoming slice) throws SQLException, StorageException {
        Collection<BatchRow> plan = plan(slice);
        settlement.settle(decided(plan).stream()
                .map(verdict -> fallen.getOrDefault(verdict.row(), verdict))
                .toList());
        settlement.known().forget();
        Settlement notes =
                new Settlement(attempt, tables, new KnownChanges(connection, tables.layouts(), held, plan), resolution);
        new SettledClashes(notes, resolution).note(plan);
        new SettledOrphans(notes).note(plan);
        conflicts += Journal.add(connection, notes.amendments().conflicts());
        return null;
    }

    /** The rows that were changed beside those of the transaction. */
    Collection<RowRef> amended() {
        return settlement.amendments().and(List.of());
    }

    /** How many conflicts were journaled. */
    int conflicts() {
        return conflicts;
    }

    /** Records the changes of our own; to be called when all else is in the log. */
    ApplyOutcome log(ApplyOutcome outcome) throws SQLException, StorageException {
        return settlement.log(outcome);
    }
}
