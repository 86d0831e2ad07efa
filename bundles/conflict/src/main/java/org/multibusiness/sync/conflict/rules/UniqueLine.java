package org.multibusiness.sync.conflict.rules;

import java.util.Comparator;
import java.util.List;
import org.multibusiness.sync.api.conflict.UniqueAction;

/**
 * What a line says about a unique key. Lines are in order of precedence, like those about columns.
 *
 * @param tables which tables
 * @param columns one pattern, or the names of the key's columns
 * @param key the line's key as configured
 * @param value as configured
 * @param action what becomes of a row that clashes
 */
record UniqueLine(TablePattern tables, List<NamePattern> columns, String key, String value, UniqueAction action)
        implements Comparable<UniqueLine> {
    private static final Comparator<UniqueLine> PRECEDENCE = Comparator.comparing(
                    (UniqueLine line) -> !line.tables.table().isExact())
            .thenComparing(line -> !line.columns.get(0).isExact())
            .thenComparing(line -> !line.tables.schema().isExact())
            .thenComparing(UniqueLine::tables)
            .thenComparing(line -> line.columns.get(0))
            .thenComparing(UniqueLine::key);

    UniqueLine {
        columns = List.copyOf(columns);
    }

    /** Whether the line is about all unique keys, those of several columns too. */
    boolean isAboutAll() {
        return columns.size() == 1 && columns.get(0).text().equals("*");
    }

    /** The columns of a key, or the one column that is named. */
    List<String> names() {
        return columns.stream().map(NamePattern::text).toList();
    }

    @Override
    public int compareTo(UniqueLine other) {
        return PRECEDENCE.compare(this, other);
    }
}
