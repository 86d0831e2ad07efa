package org.multibusiness.sync.api.conflict;

import java.util.List;

/**
 * By which policy some columns are decided.
 *
 * @param columns one column, or a group that is decided together: then all its values come from one change. The first one
 *     leads: it is the one whose values are compared. Column names, case as stored
 * @param policy the name of the {@link ConflictResolver}
 * @param arguments what the policy is told, for example {@code [counted_at]}; empty for most
 */
public record ColumnRule(List<String> columns, String policy, List<String> arguments) {
    /** Copies the lists; throws {@link IllegalArgumentException} when there is no column. */
    public ColumnRule {
        columns = List.copyOf(columns);
        arguments = List.copyOf(arguments);
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("a rule for the policy " + policy + " names no column");
        }
    }
}
