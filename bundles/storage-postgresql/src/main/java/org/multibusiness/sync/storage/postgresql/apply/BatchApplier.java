package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.api.storage.ApplyOutcome;
import org.multibusiness.sync.api.storage.ChangeApplier;
import org.multibusiness.sync.api.storage.StagedPart;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.api.storage.TransactionPart;
import org.multibusiness.sync.storage.postgresql.catalog.Layouts;
import org.multibusiness.sync.storage.postgresql.database.Connections;
import org.multibusiness.sync.storage.postgresql.large.Cleaning;
import org.multibusiness.sync.storage.postgresql.log.NumberingPass;
import org.multibusiness.sync.storage.postgresql.sql.Failures;

/** Applies batches, each in one database transaction. Thread-safe, one call at a time. */
public final class BatchApplier implements ChangeApplier {
    private final Connections connections;
    private final ReentrantLock writing;
    private final Attempts attempts;
    private final Tables tables;

    /**
     * An applier.
     *
     * @param connections to the database
     * @param layouts its registry of layouts
     * @param writing excludes numbering and applying from each other
     * @param numbering gives local transactions their numbers
     */
    public BatchApplier(Connections connections, Layouts layouts, ReentrantLock writing, NumberingPass numbering) {
        this.connections = connections;
        this.tables = Tables.of(layouts);
        this.writing = writing;
        this.attempts = new Attempts(numbering);
    }

    @Override
    public ApplyOutcome apply(List<ChangeTransaction> batch, RowResolution resolution, Instant now)
            throws StorageException {
        writing.lock();
        try (Connection connection = connections.take()) {
            return attempts.run(
                    connection, now, attempt -> new BatchApplication(attempt, tables).apply(batch, resolution));
        } catch (SQLException e) {
            throw Failures.of(e, "apply received changes");
        } finally {
            writing.unlock();
        }
    }

    @Override
    public boolean stage(NodeId teller, long tellerStart, TransactionPart part) throws StorageException {
        writing.lock();
        try (Connection connection = connections.take()) {
            return Attempts.transaction(
                            connection, () -> new PartStore(connection, tables).keep(teller, tellerStart, part))
                    .isPresent();
        } catch (SQLException e) {
            throw Failures.of(e, "keep a part of a large transaction");
        } finally {
            writing.unlock();
        }
    }

    @Override
    public List<StagedPart> staged() throws StorageException {
        try (Connection connection = connections.take()) {
            StagedTransactions staged = new StagedTransactions(connection);
            staged.clean();
            Cleaning.run(connection);
            return staged.list();
        } catch (SQLException e) {
            throw Failures.of(e, "read what is kept of large transactions");
        }
    }

    @Override
    public ApplyOutcome applyStaged(ChangeTransaction header, RowResolution resolution, Instant now)
            throws StorageException {
        writing.lock();
        try (Connection connection = connections.take()) {
            return attempts.run(
                    connection, now, attempt -> new StagedApplication(attempt, tables, header, resolution).apply());
        } catch (SQLException e) {
            throw Failures.of(e, "apply a large received transaction");
        } finally {
            writing.unlock();
        }
    }

    @Override
    public ApplyOutcome retryHeld(RowResolution resolution, Instant now) throws StorageException {
        writing.lock();
        try (Connection connection = connections.take()) {
            return new HeldRetry(attempts, tables).retry(connection, now, resolution);
        } catch (SQLException e) {
            throw Failures.of(e, "apply held changes");
        } finally {
            writing.unlock();
        }
    }
}
