package org.multibusiness.sync.api.storage;

import org.osgi.annotation.versioning.ProviderType;

/** The synced database as a whole. Thread-safe. */
@ProviderType
public interface Database {
    /**
     * Connects and checks what must hold before anything else: reachable, log-in, supported version, privileges.
     * Blocks, bounded by the connection time-out (5 s).
     */
    DatabaseState check();

    /** The outcome of the last {@link #check()} or of the last failed call. Does not block. */
    DatabaseState state();

    /** How much room the database takes, and may take. Blocks. */
    DiskUse diskUse() throws StorageException;
}
