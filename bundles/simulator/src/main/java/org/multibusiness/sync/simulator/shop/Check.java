package org.multibusiness.sync.simulator.shop;

import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;

/**
 * A rule of a table: the one column may not be greater than the other.
 *
 * @param name its name
 * @param less the column that has to be the less
 * @param more the other one
 */
public record Check(String name, String less, String more) {
    /** As a part of {@code CREATE TABLE}. */
    public String sql() {
        return "CONSTRAINT " + name + " CHECK (" + less + " <= " + more + ")";
    }

    /** Whether a row keeps it. NULL does. */
    public boolean holds(TableLayout layout, RowImage row) {
        String one = row.value(layout.indexOf(less));
        String other = row.value(layout.indexOf(more));
        return one == null || other == null || Long.parseLong(one) <= Long.parseLong(other);
    }

    /** What the database says when a row does not keep it. */
    public String refusal(TableLayout layout) {
        return "new row for relation \"" + layout.table().name() + "\" violates check constraint \"" + name + "\"";
    }
}
