package org.multibusiness.sync.api.change;

import java.util.Comparator;

/**
 * A table's name as the catalogue has it: case as stored, no quotes.
 *
 * @param schema the schema, for example {@code public}
 * @param name the table
 */
public record TableName(String schema, String name) implements Comparable<TableName> {
    private static final Comparator<TableName> ORDER =
            Comparator.comparing(TableName::schema).thenComparing(TableName::name);

    @Override
    public int compareTo(TableName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return schema + "." + name;
    }
}
