package org.multibusiness.sync.storage.postgresql.apply;

import java.util.List;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.UniqueAction;

/**
 * That two rows have the same values in a unique key, and which of them gives way.
 *
 * @param key the key's columns
 * @param keeper the row that had the values first
 * @param kept the change that gave them to it
 * @param loser the row that gives way, as it was
 * @param lost the change that gave them to it
 * @param action what becomes of it
 * @param suffixed the column that gets a suffix; empty for the other actions
 */
record Clash(
        List<String> key,
        TableRow keeper,
        VersionedChange kept,
        TableRow loser,
        VersionedChange lost,
        UniqueAction action,
        String suffixed) {
    Clash {
        key = List.copyOf(key);
    }

    /** The same clash with another outcome. */
    Clash by(UniqueAction other) {
        return new Clash(key, keeper, kept, loser, lost, other, suffixed);
    }
}
