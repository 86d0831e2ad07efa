package org.multibusiness.sync.api.conflict;

import org.jspecify.annotations.Nullable;

/**
 * What a policy decided for a column.
 *
 * @param value the value the column gets; null for SQL NULL
 * @param reason why, in a short sentence for the operator
 */
public record ColumnDecision(@Nullable String value, String reason) {}
