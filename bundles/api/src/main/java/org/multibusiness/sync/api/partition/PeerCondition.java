package org.multibusiness.sync.api.partition;

import java.time.Instant;
import org.multibusiness.sync.api.NodeId;

/**
 * A peer's state and since when.
 *
 * @param node the peer
 * @param name its name
 * @param state what we believe
 * @param since when the state began
 * @param lastHeard the last sign of life of any kind
 * @param reason one sentence for the operator
 */
public record PeerCondition(
        NodeId node, String name, PartitionState state, Instant since, Instant lastHeard, String reason) {}
