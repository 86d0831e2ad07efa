package org.multibusiness.sync.api.conflict;

import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;

/**
 * One of several concurrent values of a column.
 *
 * @param dot the transaction that wrote it
 * @param timestamp that transaction's timestamp
 * @param before the value its author replaced; null for SQL NULL or a new row
 * @param value the value it wrote; null for SQL NULL
 */
public record Candidate(
        Dot dot,
        HybridTimestamp timestamp,
        @Nullable String before,
        @Nullable String value) {}
