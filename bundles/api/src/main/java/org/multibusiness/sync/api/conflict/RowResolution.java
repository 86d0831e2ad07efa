package org.multibusiness.sync.api.conflict;

import java.util.List;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.VersionedChange;

/**
 * What a row is, as a function of the changes known about it. Pure and deterministic: the order of the list does not
 * matter. Called by storage inside its apply transaction; never blocks.
 */
@FunctionalInterface
public interface RowResolution {
    /**
     * Resolves one row.
     *
     * @param layout the layout of the answer: the local table's
     * @param changes the changes of one row, at least one; layouts may differ in column order and generated columns only.
     *     The list is causally closed at its lower end: every change that is left out is in the past of all that are here
     */
    Resolution resolve(TableLayout layout, List<VersionedChange> changes);

    /** The rules of a table, for what no row can decide by itself: unique keys and foreign keys. The defaults, unless said. */
    default TableRules rules(TableLayout layout) {
        return new TableRules(AliveRule.UPDATE_WINS, List.of());
    }
}
