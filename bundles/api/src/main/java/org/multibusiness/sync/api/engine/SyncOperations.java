package org.multibusiness.sync.api.engine;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** What an operator does about peers. Thread-safe. Wrong input: {@link IllegalArgumentException} with a message to show. */
@ProviderType
public interface SyncOperations {
    /** All nodes, this one first: linked, known, predecessor-version and refused ones. */
    List<NodeView> nodes();

    /** Adds a manual peer ({@code HOST[:PORT]}) and dials it. Returns what happened, to show. */
    String addPeer(String address);

    /** Removes a manual peer. Returns what happened, to show. */
    String removePeer(String address);

    /** Announces this node by every discovery now. Returns one line per discovery, to show. */
    List<String> discover();
}
