package org.multibusiness.sync.api.conflict;

import java.util.List;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.TableLayout;

/**
 * How conflicts of one table are decided.
 *
 * @param alive whether a row lives that was deleted here and changed there
 * @param columns each decided column of the table in exactly one rule, see {@link #isDecided}
 */
public record TableRules(AliveRule alive, List<ColumnRule> columns) {
    /** Copies the list. */
    public TableRules {
        columns = List.copyOf(columns);
    }

    /** Rules that decide every column by itself, all by one policy without arguments. */
    public static TableRules uniform(TableLayout layout, AliveRule alive, String policy) {
        return new TableRules(
                alive,
                layout.columns().stream()
                        .filter(TableRules::isDecided)
                        .map(column -> new ColumnRule(List.of(column.name()), policy, List.of()))
                        .toList());
    }

    /** Whether policies decide a column: the key is what the row is, and generated columns are the database's business. */
    public static boolean isDecided(ColumnLayout column) {
        return !column.key() && !column.generated();
    }
}
