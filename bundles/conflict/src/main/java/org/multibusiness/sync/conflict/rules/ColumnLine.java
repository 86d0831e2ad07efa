package org.multibusiness.sync.conflict.rules;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A line about a column, or about a group of columns. Lines are in order of precedence: a table that is named goes before a
 * pattern of tables, then a column that is named, then the schema.
 *
 * @param tables which tables
 * @param columns one pattern, or the names of a group, the leading one first
 * @param value as configured
 * @param call what decides
 */
record ColumnLine(TablePattern tables, List<NamePattern> columns, String value, PolicyCall call)
        implements Comparable<ColumnLine> {
    private static final Comparator<ColumnLine> PRECEDENCE = Comparator.comparing(
                    (ColumnLine line) -> !line.tables.table().isExact())
            .thenComparing(line -> !line.columns.get(0).isExact())
            .thenComparing(line -> !line.tables.schema().isExact())
            .thenComparing(ColumnLine::tables)
            .thenComparing(line -> line.columns.get(0))
            .thenComparing(ColumnLine::key);

    ColumnLine {
        columns = List.copyOf(columns);
    }

    boolean isGroup() {
        return columns.size() > 1;
    }

    /** The columns of a group, or the one column that is named. */
    List<String> names() {
        return columns.stream().map(NamePattern::text).toList();
    }

    String key() {
        return tables + "." + columns.stream().map(NamePattern::text).collect(Collectors.joining("+"));
    }

    @Override
    public int compareTo(ColumnLine other) {
        return PRECEDENCE.compare(this, other);
    }
}
