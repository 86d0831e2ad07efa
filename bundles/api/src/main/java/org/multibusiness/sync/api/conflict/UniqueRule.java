package org.multibusiness.sync.api.conflict;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.multibusiness.sync.api.change.ColumnLayout;

/**
 * What becomes of rows that clash in a unique key.
 *
 * @param columns the key's columns in the order in which they were configured; empty for every key of the table
 * @param action what is done
 */
public record UniqueRule(List<String> columns, UniqueAction action) {
    /** Copies the list. */
    public UniqueRule {
        columns = List.copyOf(columns);
    }

    /** Whether the rule is about the unique key of these columns, in whatever order. */
    public boolean isAbout(Collection<String> key) {
        return columns.isEmpty() || Set.copyOf(columns).equals(Set.copyOf(key));
    }

    /** Whether a column's values are texts that can be lengthened: not the key's, which say which row it is. */
    public static boolean canCarrySuffix(ColumnLayout column) {
        return TableRules.isDecided(column)
                && !column.type().endsWith("[]")
                && (column.type().equals("text")
                        || column.type().startsWith("character varying")
                        || column.type().startsWith("character("));
    }
}
