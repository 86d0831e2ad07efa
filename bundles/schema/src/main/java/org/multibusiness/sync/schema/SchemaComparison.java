package org.multibusiness.sync.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.schema.Compatibility;
import org.multibusiness.sync.api.schema.Compatibility.Difference;
import org.multibusiness.sync.api.schema.SchemaVersion;

/** What can flow between two databases, judged table by table. Pure. */
final class SchemaComparison {
    private SchemaComparison() {}

    static Compatibility of(SchemaVersion here, SchemaVersion there) {
        SortedSet<TableName> tables = new TreeSet<>(here.fingerprints().keySet());
        tables.addAll(there.fingerprints().keySet());
        List<Difference> differences = new ArrayList<>();
        for (TableName table : tables) {
            String reason =
                    reason(here.fingerprints().get(table), there.fingerprints().get(table));
            if (reason != null) {
                differences.add(new Difference(table, reason));
            }
        }
        return new Compatibility(tables.size() - differences.size(), differences);
    }

    private static @Nullable String reason(@Nullable String here, @Nullable String there) {
        if (here == null) {
            return "not synced here: the peer's changes of it are kept until the table exists here with a primary key"
                    + " and is included";
        }
        if (there == null) {
            return "not synced at the peer: our changes of it are kept there until the table exists with a primary key"
                    + " and is included";
        }
        if (!here.equals(there)) {
            return "columns differ (here " + abbreviated(here) + ", at the peer " + abbreviated(there)
                    + "): changes are kept until names, types and primary key are the same on both sides;"
                    + " column order does not matter";
        }
        return null;
    }

    private static String abbreviated(String fingerprint) {
        return fingerprint.length() <= 8 ? fingerprint : fingerprint.substring(0, 8);
    }
}
