package org.multibusiness.sync.api.storage;

import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.VersionVector;

/**
 * What the log holds.
 *
 * @param vector everything numbered or applied here
 * @param timestamp the greatest timestamp among it
 * @param numbered how many local transactions this pass numbered
 */
public record LogHead(VersionVector vector, HybridTimestamp timestamp, int numbered) {}
