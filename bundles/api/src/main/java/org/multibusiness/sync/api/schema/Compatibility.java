package org.multibusiness.sync.api.schema;

import java.util.List;
import org.multibusiness.sync.api.change.TableName;

/**
 * How two databases' tables fit.
 *
 * @param matching how many tables are equal
 * @param differences the tables whose changes are held, and why
 */
public record Compatibility(int matching, List<Difference> differences) {
    /** Copies the list. */
    public Compatibility {
        differences = List.copyOf(differences);
    }

    /**
     * One table that doesn't fit.
     *
     * @param table the table
     * @param reason for the operator: missing here, missing there, or different columns
     */
    public record Difference(TableName table, String reason) {}
}
