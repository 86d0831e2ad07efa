package org.multibusiness.sync.api.storage;

import java.time.Instant;
import java.util.List;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.osgi.annotation.versioning.ProviderType;

/** Makes received transactions part of this database. Thread-safe, one at a time; blocks on the database. */
@ProviderType
public interface ChangeApplier {
    /**
     * Applies transactions: row effects, log entries and version vector move in one database transaction. Transactions that
     * are already held are skipped. Local changes that were committed meanwhile are numbered first, without claiming to have
     * seen this batch. Changes of tables that are unknown or different here are logged and held, the others flow. A
     * transaction that the database refuses three times is logged and parked with the reason.
     *
     * @param batch in causal order, every dependency held or earlier in the batch
     * @param resolution decides rows that were changed concurrently
     * @param now the wall clock
     * @throws StorageException when nothing was applied
     */
    ApplyOutcome apply(List<ChangeTransaction> batch, RowResolution resolution, Instant now) throws StorageException;

    /**
     * Keeps a part of a large transaction, durably, until all of it is here. What is kept shows nowhere. A first part begins
     * anew; another one must follow what is kept of this teller, of this run of it, and of this very transaction (by the author's
     * chain). What is kept whole stays so, whatever more of it comes from anybody: it may be about to be applied.
     *
     * @param teller who sent it
     * @param tellerStart which run of the teller this is, as it introduced itself
     * @return whether the part fits behind what is kept; if not, nothing has happened
     * @throws StorageException when nothing was kept
     */
    boolean stage(NodeId teller, long tellerStart, TransactionPart part) throws StorageException;

    /** What is kept of transactions that are not applied yet. */
    List<StagedPart> staged() throws StorageException;

    /**
     * Applies a transaction of which all parts are kept, as {@link #apply} does: as one, however large it is, in bounded memory.
     *
     * @param header the transaction without its changes; every dependency is held
     * @throws StorageException when nothing was applied
     */
    ApplyOutcome applyStaged(ChangeTransaction header, RowResolution resolution, Instant now) throws StorageException;

    /**
     * Tries again what is held or parked.
     *
     * @return the outcome; {@code applied} counts the row changes that are no longer held
     */
    ApplyOutcome retryHeld(RowResolution resolution, Instant now) throws StorageException;
}
