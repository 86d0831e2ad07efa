package org.multibusiness.sync.api.storage;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Records every committed change of the synced tables, in the writer's own transaction and without ever making it fail.
 * Thread-safe; blocks on the database.
 */
@ProviderType
public interface ChangeCapture {
    /**
     * Makes the database ready: checks privileges, installs or refreshes capture on every table that is to be synced, removes
     * it from those that no longer are, and records the rows that a newly captured table already holds as a baseline
     * transaction. Safe to call again at any time; does nothing where nothing changed.
     *
     * @return all tables that the configuration names, synced or refused with the reason, sorted by name
     * @throws StorageException naming what is missing, with the exact statement that mends it; what was installed before
     *     stays
     */
    List<TableStatus> install() throws StorageException;

    /** The outcome of the last successful {@link #install()}; empty before. Does not block. */
    List<TableStatus> tables();
}
