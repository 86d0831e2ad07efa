package org.multibusiness.sync.api.engine;

import java.util.List;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.api.storage.StorageInspection.EventRow;
import org.multibusiness.sync.api.storage.StorageInspection.JournaledConflict;
import org.osgi.annotation.versioning.ProviderType;

/** What an operator looks at. Thread-safe; the last two block on the database. */
@ProviderType
public interface SyncInspection {
    /** All tables, synced, refused or held, sorted by name. */
    List<TableView> tables();

    /** The newest events first. */
    List<EventRow> events(boolean unprocessedOnly, String tablePattern, int limit) throws StorageException;

    /** The newest conflicts first. */
    List<JournaledConflict> conflicts(boolean openOnly, int limit) throws StorageException;
}
