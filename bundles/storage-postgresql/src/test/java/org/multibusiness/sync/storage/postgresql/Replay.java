package org.multibusiness.sync.storage.postgresql;

import static org.junit.Assert.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.RowKey;
import org.multibusiness.sync.storage.postgresql.sql.RecordText;

/** Plays the log from the beginning and compares what comes out with the tables. */
public final class Replay {
    private final Map<RowKey, RowImage> rows = new HashMap<>();

    private Replay() {}

    /** Fails unless every change starts from what the changes before it made, and the outcome is what the table holds. */
    public static void assertEqualsTable(TestDatabase database, String table) throws Exception {
        Replay replay = new Replay();
        database.number();
        for (ChangeTransaction transaction : database.after(VersionVector.EMPTY)) {
            transaction.changes().forEach(change -> replay.apply(transaction, change));
        }
        List<String> held = database.query("SELECT (t.*)::text FROM " + table + " AS t");
        Map<String, Long> expected =
                held.stream().collect(Collectors.groupingBy(r -> r, TreeMap::new, Collectors.counting()));
        Map<String, Long> actual = replay.rows.entrySet().stream()
                .filter(row -> table.endsWith(row.getKey().table().name())
                        || table.endsWith('"' + row.getKey().table().name() + '"'))
                .map(row -> RecordText.format(row.getValue().values()))
                .collect(Collectors.groupingBy(r -> r, TreeMap::new, Collectors.counting()));
        assertEquals(expected, actual);
    }

    private void apply(ChangeTransaction transaction, RowChange change) {
        assertEquals(transaction.dot() + " starts from what was there", rows.get(change.key()), change.before());
        if (change.after() == null) {
            rows.remove(change.key());
        } else {
            rows.put(change.key(), change.after());
        }
    }
}
