package org.multibusiness.sync.api.storage;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;

/**
 * What a person decided about a conflict.
 *
 * @param conflictId the conflict's whole id
 * @param take the side whose values the row is to have, by its transaction; null: none, the row is changed by {@code set} alone
 * @param set values by column, in place of the taken side's; null is SQL NULL. A key column makes a row of its own out of the
 *     taken side
 * @param by who decided, for the others
 */
public record InboxDecision(String conflictId, @Nullable Dot take, Map<String, @Nullable String> set, String by) {
    /** Copies the map; throws {@link IllegalArgumentException} when nothing is decided. */
    public InboxDecision {
        set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
        if (take == null && set.isEmpty()) {
            throw new IllegalArgumentException(
                    "nothing is decided: take one side's values, or set the value of a column");
        }
    }
}
