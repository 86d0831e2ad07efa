package org.multibusiness.sync.api.partition;

import java.time.Instant;
import java.util.List;
import org.multibusiness.sync.api.NodeId;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Decides from signs of life who is there. Tells every {@link PartitionListener} service of changes. Thread-safe, doesn't
 * block.
 */
@ProviderType
public interface PartitionDetector {
    /** A sign of life. */
    void heard(NodeId peer, String name, Sign sign, Instant at);

    /** The link to a peer went down. Not yet a verdict: it may come back at once. */
    void linkLost(NodeId peer, Instant at);

    /** The peer said goodbye. */
    void left(NodeId peer, Instant at);

    /** Every peer ever heard of since the start, sorted by id. */
    List<PeerCondition> conditions();

    /** Kinds of signs of life. */
    enum Sign {
        /** Anything that arrived on an authenticated link. */
        LINK,
        /** An authentic presence message. */
        PRESENCE
    }
}
