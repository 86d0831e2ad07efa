package org.multibusiness.sync.api.conflict;

import org.jspecify.annotations.Nullable;

/**
 * One decided point of a conflict.
 *
 * @param column the column; {@code *} when the decision was about the row's existence
 * @param policy the policy's name, or the {@link AliveRule}'s for {@code *}
 * @param value the outcome; null for SQL NULL; {@code kept} or {@code deleted} for {@code *}
 * @param reason why, for the operator
 */
public record Decided(
        String column, String policy, @Nullable String value, String reason) {}
