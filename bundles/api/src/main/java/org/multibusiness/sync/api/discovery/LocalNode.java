package org.multibusiness.sync.api.discovery;

import java.util.List;
import org.multibusiness.sync.api.NodeId;
import org.osgi.annotation.versioning.ProviderType;

/** What this node says about itself. Offered by the engine as soon as the identity is known. Doesn't block. */
@ProviderType
public interface LocalNode {
    /** The node's id. */
    NodeId id();

    /** The node's name, by default {@code sync-node-<hostname>}. */
    String name();

    /** The port where links are accepted; 0 while no transport listens. */
    int port();

    /** The product's version, for example 1.0.0. */
    String version();

    /** What it can do: {@code sync-v1, compression, encryption, …}. */
    List<String> capabilities();
}
