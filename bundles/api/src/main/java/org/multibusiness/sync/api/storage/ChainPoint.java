package org.multibusiness.sync.api.storage;

import org.multibusiness.sync.api.HybridTimestamp;

/**
 * What tells a transaction from one of the same number in another history.
 *
 * @param chain its chain, 32 hex digits; equal iff it and all before it at its origin are the same
 * @param timestamp its time
 */
public record ChainPoint(String chain, HybridTimestamp timestamp) implements Comparable<ChainPoint> {
    /** The older one first. */
    @Override
    public int compareTo(ChainPoint other) {
        int byTime = timestamp.compareTo(other.timestamp);
        return byTime != 0 ? byTime : chain.compareTo(other.chain);
    }
}
