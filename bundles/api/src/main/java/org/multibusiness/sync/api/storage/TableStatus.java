package org.multibusiness.sync.api.storage;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.TableName;

/**
 * Whether a table is synced, and why not.
 *
 * @param table its name
 * @param synced whether its changes are captured and applied
 * @param reason why not, for the operator; empty when synced
 * @param layout the current columns; null when it has no usable key
 */
public record TableStatus(
        TableName table,
        boolean synced,
        String reason,
        @Nullable TableLayout layout) {
    /** The current columns, when the table can be synced. */
    public Optional<TableLayout> currentLayout() {
        return Optional.ofNullable(layout);
    }
}
