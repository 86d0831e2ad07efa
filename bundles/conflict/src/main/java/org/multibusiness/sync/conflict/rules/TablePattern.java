package org.multibusiness.sync.conflict.rules;

import java.util.Comparator;
import org.multibusiness.sync.api.change.TableName;

/**
 * Tables by schema and name. The more exact one is the smaller one; the table counts before the schema.
 *
 * @param schema the schema
 * @param table the table
 */
record TablePattern(NamePattern schema, NamePattern table) implements Comparable<TablePattern> {
    private static final Comparator<TablePattern> MOST_EXACT_FIRST =
            Comparator.comparing(TablePattern::table).thenComparing(TablePattern::schema);

    boolean matches(TableName name) {
        return table.matches(name.name()) && schema.matches(name.schema());
    }

    boolean isExact() {
        return schema.isExact() && table.isExact();
    }

    @Override
    public int compareTo(TablePattern other) {
        return MOST_EXACT_FIRST.compare(this, other);
    }

    @Override
    public String toString() {
        return schema.text() + "." + table.text();
    }
}
