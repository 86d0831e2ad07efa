package org.multibusiness.sync.api.storage;

import java.util.Set;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;

/**
 * What to read from the log.
 *
 * @param known what the reader has: nothing of this is returned
 * @param excluded origins the reader gets elsewhere
 * @param position where the last slice ended; 0 to start over (always correct, only slower)
 * @param maxEvents stop after the transaction that reaches this many row changes; at least 1
 * @param maxBytes stop after the transaction that reaches this many bytes of images; at least 1
 */
public record ReadRequest(VersionVector known, Set<OriginId> excluded, long position, int maxEvents, long maxBytes) {
    /** Copies the set; throws {@link IllegalArgumentException} for limits below 1. */
    public ReadRequest {
        excluded = Set.copyOf(excluded);
        if (maxEvents < 1 || maxBytes < 1) {
            throw new IllegalArgumentException(
                    "limits must be at least 1: " + maxEvents + " events, " + maxBytes + " bytes");
        }
    }
}
