package org.multibusiness.sync.api.schema;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.multibusiness.sync.api.change.TableName;

/**
 * The synced tables of a database, as exchanged at HELLO.
 *
 * @param fingerprints each table's {@link org.multibusiness.sync.api.change.TableLayout#fingerprint()}
 */
public record SchemaVersion(SortedMap<TableName, String> fingerprints) {
    /** No table at all. */
    public static final SchemaVersion EMPTY = new SchemaVersion(new TreeMap<>());

    /** Copies the map. */
    public SchemaVersion {
        fingerprints = Collections.unmodifiableSortedMap(new TreeMap<>(fingerprints));
    }
}
