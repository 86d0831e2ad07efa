package org.multibusiness.sync.api.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.storage.ParkedChange;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.api.storage.StorageInspection.JournaledConflict;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What waits for a person, and what a person does about it. Thread-safe; blocks on the database. Wrong input:
 * {@link IllegalArgumentException} with a message to show; then nothing was changed.
 */
@ProviderType
public interface SyncInbox {
    /**
     * One conflict, with all that is known of it.
     *
     * @param id its id, or the beginning of it when no other begins so
     */
    JournaledConflict conflict(String id) throws StorageException;

    /**
     * Decides a conflict. The row becomes what was decided, and the item is closed at every node.
     *
     * @param id as for {@link #conflict}
     * @param choice what was decided
     * @param by who decides
     * @return what happened, to show
     */
    String resolve(String id, Choice choice, String by) throws StorageException;

    /** Received row changes that wait, oldest first. */
    List<ParkedChange> parked(int limit) throws StorageException;

    /**
     * Tries again what is parked or held, in the order of the log.
     *
     * @param transaction the one the operator asks about, by its dot; empty for all
     * @return what happened, to show
     */
    List<String> retry(String transaction) throws StorageException;

    /**
     * What a person decided.
     *
     * @param take {@code local}, {@code remote}, a transaction's dot, or the id or name of the node that wrote it; empty: none
     * @param set values by column; null is SQL NULL
     */
    record Choice(String take, Map<String, @Nullable String> set) {
        /** Copies the map. */
        public Choice {
            set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
        }
    }
}
