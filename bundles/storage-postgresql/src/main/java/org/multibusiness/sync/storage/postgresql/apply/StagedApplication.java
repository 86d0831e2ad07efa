package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.api.storage.ApplyOutcome;
import org.multibusiness.sync.api.storage.LogHead;
import org.multibusiness.sync.api.storage.StorageException;

/**
 * One try to apply a large transaction whose parts are kept: what {@link BatchApplication} does with a batch, slice by slice,
 * all in the caller's database transaction. It is taken whole or held whole.
 */
final class StagedApplication {
    /** More than any batch has. */
    private static final int MANY = 100_000;

    private final Attempt attempt;
    private final Tables tables;
    private final ChangeTransaction header;
    private final RowResolution resolution;
    private final Connection connection;
    private final StagedTransactions staged;

    StagedApplication(Attempt attempt, Tables tables, ChangeTransaction header, RowResolution resolution) {
        this.attempt = attempt;
        this.tables = tables;
        this.header = header;
        this.resolution = resolution;
        this.connection = attempt.connection();
        this.staged = new StagedTransactions(connection);
    }

    /** The outcome; empty when a local transaction got in between. */
    Optional<ApplyOutcome> apply() throws SQLException, StorageException {
        VersionVector held = attempt.vector();
        if (held.covers(header.dot())) {
            staged.remove(header.dot(), 0);
            LogHead head = attempt.numbering().run(connection, attempt.now()).head();
            return Optional.of(new ApplyOutcome(head, 0, 0, 0));
        }
        if (!held.covers(header.past())) {
            throw new IllegalArgumentException(
                    header.dot() + " needs " + header.past().entries() + ", held is " + held.entries());
        }
        StagedTransactions.Complete kept = staged.complete(header).orElseThrow(this::gone);
        StagedRows rows = new StagedRows(connection, tables, header, kept);
        ApplySession.work(connection, MANY);
        attempt.lockFirst(() -> lock(rows));
        new ReceivedLog(connection).enter(header, kept);
        StagedWriting writing = new StagedWriting(attempt, tables, header, resolution, rows);
        int withheld = write(kept.txn(), rows, writing);
        Optional<LogHead> before = attempt.numberBehindLocks(kept.txn(), writing.amended());
        if (before.isEmpty()) {
            return Optional.empty();
        }
        new ReceivedLog(connection).reach(header);
        staged.remove(header.dot(), kept.txn());
        LogHead head = BatchApplication.head(List.of(new Incoming(header, List.of())), before.get());
        return Optional.of(writing.log(new ApplyOutcome(head, 1, writing.conflicts(), withheld)));
    }

    private StorageException gone() {
        return new StorageException(
                "the parts of the large transaction " + header.dot()
                        + " are not in sync.sync_staged any more: restart the service, and they come again",
                false,
                new IllegalStateException("no parts"));
    }

    private void lock(StagedRows rows) throws SQLException, StorageException {
        rows.each(slice -> {
            tables.writers().lock(connection, StagedWriting.lastKnown(slice));
            return null;
        });
    }

    /** Answers how many changes stay out of their tables. */
    private int write(long txn, StagedRows rows, StagedWriting writing) throws SQLException, StorageException {
        HeldChanges held = new HeldChanges(connection);
        int withheld = 0;
        for (Map.Entry<Integer, Arrival> unfit : rows.unfit().entrySet()) {
            withheld +=
                    held.addAll(txn, List.of(unfit.getKey()), unfit.getValue().refusal(), null);
        }
        @Nullable Refusal refusal = held.blocked(txn).orElse(null);
        if (refusal == null) {
            SQLException failure = writing.write();
            refusal = failure == null ? null : Refusal.of(failure);
        }
        return refusal == null
                ? withheld
                : withheld + held.addAll(txn, rows.fit(), refusal.reason(), refusal.sqlState());
    }
}
