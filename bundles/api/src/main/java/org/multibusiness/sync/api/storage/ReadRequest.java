package org.multibusiness.sync.api.storage;

import java.util.Map;
import java.util.Set;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;

/**
 * What to read from the log.
 *
 * @param known what the reader has: nothing of this is returned
 * @param excluded origins the reader gets elsewhere
 * @param position where the last slice ended; 0 to start over (always correct, only slower)
 * @param maxEvents stop after the transaction that reaches this many row changes, one without any counted as one; at least 1
 * @param maxBytes stop after the transaction that reaches this many bytes of images; at least 1
 * @param largestWhole a transaction whose images and row changes weigh more bytes than this is read in parts, each bounded by
 *     {@code maxBytes} alone; at least 1
 * @param begun of transactions that the reader has some parts of, where the next part begins
 */
public record ReadRequest(
        VersionVector known,
        Set<OriginId> excluded,
        long position,
        int maxEvents,
        long maxBytes,
        long largestWhole,
        Map<Dot, Long> begun) {
    /** Copies set and map; throws {@link IllegalArgumentException} for limits below 1. */
    public ReadRequest {
        excluded = Set.copyOf(excluded);
        begun = Map.copyOf(begun);
        if (maxEvents < 1 || maxBytes < 1 || largestWhole < 1) {
            throw new IllegalArgumentException("limits must be at least 1: " + maxEvents + " events, " + maxBytes
                    + " bytes, " + largestWhole + " bytes for the largest whole transaction");
        }
    }

    /** A request for whole transactions, however large. */
    public ReadRequest(VersionVector known, Set<OriginId> excluded, long position, int maxEvents, long maxBytes) {
        this(known, excluded, position, maxEvents, maxBytes, Long.MAX_VALUE, Map.of());
    }
}
