package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.api.storage.ApplyOutcome;
import org.multibusiness.sync.api.storage.LogHead;
import org.multibusiness.sync.api.storage.StorageException;

/** One try to apply a batch: plan, write, number, log. */
final class BatchApplication {
    private final Attempt attempt;
    private final Tables tables;

    BatchApplication(Attempt attempt, Tables tables) {
        this.attempt = attempt;
        this.tables = tables;
    }

    /** The outcome; empty when a local transaction got in between. */
    Optional<ApplyOutcome> apply(List<ChangeTransaction> received, RowResolution resolution)
            throws SQLException, StorageException {
        Connection connection = attempt.connection();
        List<Incoming> batch = locate(unheld(received, attempt.vector()));
        Map<RowRef, Refusal> blocked = new HeldChanges(connection).blocked(rows(batch));
        BatchPlan plan = BatchPlan.of(batch, blocked, Map.of());
        attempt.lockFirst(tables.writers(), lastKnown(plan.rows()));
        VersionVector held = attempt.vector();
        Verdicts verdicts = new Verdicts(resolution, new MetRows(connection, tables.layouts(), held).of(plan.rows()));
        Settlement settlement = new Settlement(
                attempt, tables, new KnownChanges(connection, tables.layouts(), held, plan.rows()), resolution);
        Effects.Done done =
                new Effects(connection, tables, settlement.clashes()::settle).write(batch, plan, blocked, verdicts);
        if (metSomething(batch, held)) {
            settlement.settle(done.verdicts());
            new SettledClashes(settlement, resolution).note(done.plan().rows());
            new SettledOrphans(settlement).note(done.plan().rows());
        }
        Optional<LogHead> head = attempt.numberBehindLocks(settlement
                .amendments()
                .and(plan.rows().stream().map(BatchRow::ref).toList()));
        if (head.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(settlement.log(log(batch, done, head.get())));
    }

    /** Those that are not held already; throws {@link IllegalArgumentException} when something before them is missing. */
    private static List<ChangeTransaction> unheld(List<ChangeTransaction> received, VersionVector vector) {
        List<ChangeTransaction> unheld = new ArrayList<>(received.size());
        VersionVector held = vector;
        for (ChangeTransaction transaction : received) {
            if (held.covers(transaction.dot())) {
                continue;
            }
            if (!held.covers(transaction.past())) {
                throw new IllegalArgumentException(
                        transaction.dot() + " needs " + transaction.past().entries() + ", held is " + held.entries());
            }
            held = held.advance(transaction.dot());
            unheld.add(transaction);
        }
        return unheld;
    }

    private List<Incoming> locate(List<ChangeTransaction> batch) throws SQLException, StorageException {
        Arrivals arrivals = tables.known().find(attempt.connection(), Arrivals.used(batch));
        ApplySession.work(
                attempt.connection(),
                batch.stream().mapToInt(t -> t.changes().size()).sum());
        return batch.stream().map(arrivals::locate).toList();
    }

    private static Set<RowRef> rows(List<Incoming> batch) {
        Set<RowRef> rows = new HashSet<>();
        batch.forEach(incoming -> incoming.changes().forEach(located -> rows.add(located.row())));
        return rows;
    }

    private static List<RowWrite> lastKnown(Collection<BatchRow> rows) {
        return rows.stream()
                .map(row -> Verdicts.unchallenged(row, row.steps().size()).write())
                .toList();
    }

    /** Whether some author did not know all that is held, and all that comes before: only then rows can have met. */
    private static boolean metSomething(List<Incoming> batch, VersionVector vector) {
        VersionVector known = vector;
        for (Incoming incoming : batch) {
            if (!incoming.transaction().past().covers(known)) {
                return true;
            }
            known = known.advance(incoming.transaction().dot());
        }
        return false;
    }

    private ApplyOutcome log(List<Incoming> batch, Effects.Done done, LogHead before) throws SQLException {
        Connection connection = attempt.connection();
        if (batch.isEmpty()) {
            return new ApplyOutcome(before, 0, 0, 0);
        }
        List<Long> txns = new ReceivedLog(connection).write(batch);
        List<Withheld> withheld = done.plan().withheld();
        new HeldChanges(connection).add(withheld, txns);
        int conflicts = Journal.add(connection, done.conflicts());
        return new ApplyOutcome(head(batch, before), batch.size(), conflicts, withheld.size());
    }

    /** What the log holds when it held so much before a batch. */
    static LogHead head(List<Incoming> batch, LogHead before) {
        VersionVector vector = before.vector();
        for (Incoming incoming : batch) {
            vector = vector.advance(incoming.transaction().dot());
        }
        HybridTimestamp received = ReceivedLog.greatest(batch);
        HybridTimestamp greatest = received.compareTo(before.timestamp()) > 0 ? received : before.timestamp();
        return new LogHead(vector, greatest, before.numbered());
    }
}
