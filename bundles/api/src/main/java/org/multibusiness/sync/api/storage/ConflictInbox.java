package org.multibusiness.sync.api.storage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What waits for a person, and what a person decides about it. Thread-safe; blocks on the database. */
@ProviderType
public interface ConflictInbox {
    /**
     * One journaled conflict.
     *
     * @param id its id, or the beginning of it (6 or more of the 32 hex digits) when no other begins so
     * @throws IllegalArgumentException naming what is wrong with the id
     */
    Optional<StorageInspection.JournaledConflict> find(String id) throws StorageException;

    /**
     * Carries out a decision: the row becomes what was decided and the item is closed, in one transaction of this node, an
     * ordinary change that has seen everything held here. So it closes the item at every node that gets it.
     *
     * @param decision what was decided
     * @param now the wall clock
     * @return what the log holds with it
     * @throws IllegalArgumentException when the decision does not fit the conflict; says what does; nothing was changed
     * @throws StorageException when the database does not take it; nothing was changed
     */
    LogHead decide(InboxDecision decision, Instant now) throws StorageException;

    /** Received row changes that are in the log but not in their tables, oldest first. */
    List<ParkedChange> parked(int limit) throws StorageException;
}
