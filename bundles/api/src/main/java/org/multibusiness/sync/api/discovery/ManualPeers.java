package org.multibusiness.sync.api.discovery;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Peers named by the operator, kept across restarts. Thread-safe; writes a small file. */
@ProviderType
public interface ManualPeers {
    /** Adds a peer. Returns false when it was there. */
    boolean add(PeerAddress address);

    /** Removes a peer. Returns false when it was not there, or is fixed by configuration. */
    boolean remove(PeerAddress address);

    /** All of them, sorted. */
    List<PeerAddress> peers();
}
