package org.multibusiness.sync.storage.postgresql.database;

import java.sql.Connection;
import org.multibusiness.sync.api.storage.StorageException;

/** Where connections to the synced database come from. Thread-safe. */
@FunctionalInterface
public interface Connections {
    /**
     * A connection with auto-commit on; closing it gives it back. Waits up to 5 s.
     *
     * @throws StorageException transient, when there is no address, no server, or no connection left
     */
    Connection take() throws StorageException;
}
