package org.multibusiness.sync.api.conflict;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.TableLayout;

/**
 * How conflicts of one table are decided.
 *
 * @param alive whether a row lives that was deleted here and changed there
 * @param columns each decided column of the table in exactly one rule, see {@link #isDecided}
 * @param uniques what becomes of rows that clash in a unique key; the first that is about the key counts
 * @param orphans what becomes of a row of this table whose parent was deleted elsewhere
 */
public record TableRules(AliveRule alive, List<ColumnRule> columns, List<UniqueRule> uniques, OrphanRule orphans) {
    /** Copies the lists. */
    public TableRules {
        columns = List.copyOf(columns);
        uniques = List.copyOf(uniques);
    }

    /** Rules that say nothing about unique and foreign keys: the defaults hold. */
    public TableRules(AliveRule alive, List<ColumnRule> columns) {
        this(alive, columns, List.of(), OrphanRule.REVIVE);
    }

    /** The rule about the unique key of these columns; empty when the default holds. */
    public Optional<UniqueRule> unique(Collection<String> key) {
        return uniques.stream().filter(rule -> rule.isAbout(key)).findFirst();
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
