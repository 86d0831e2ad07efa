package org.multibusiness.sync.conflict.rules;

import java.util.Comparator;
import java.util.Optional;
import org.multibusiness.sync.api.conflict.AliveRule;
import org.multibusiness.sync.api.conflict.OrphanRule;

/**
 * A line about whole rows of a table. Lines are in order of precedence.
 *
 * @param tables which tables
 * @param value as configured
 * @param alive what becomes of rows that were deleted here and changed there, when the line says so
 * @param byRow what decides rows as a whole, when the line says so
 * @param orphans what becomes of rows whose parent was deleted elsewhere, when the line says so
 */
record TableLine(
        TablePattern tables,
        String value,
        Optional<AliveRule> alive,
        Optional<PolicyCall> byRow,
        Optional<OrphanRule> orphans)
        implements Comparable<TableLine> {
    private static final Comparator<TableLine> PRECEDENCE = Comparator.comparing(TableLine::tables);

    String key() {
        return tables.toString();
    }

    @Override
    public int compareTo(TableLine other) {
        return PRECEDENCE.compare(this, other);
    }
}
