package org.multibusiness.sync.api.schema;

import java.util.Collection;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.storage.StorageException;
import org.osgi.annotation.versioning.ProviderType;

/** Keeps our own tables up to date and compares the synced tables of two databases. Thread-safe. */
@ProviderType
public interface SchemaVersionManager {
    /**
     * Brings schema {@code sync} to this version by its changelog. Does nothing when it is there. Blocks on the database.
     *
     * @throws StorageException naming the missing privilege or the changeset that failed
     */
    void migrate() throws StorageException;

    /** Describes a set of tables. Pure. */
    SchemaVersion describe(Collection<TableLayout> tables);

    /** What can flow between here and a peer. Pure. */
    Compatibility compare(SchemaVersion here, SchemaVersion there);
}
