package org.multibusiness.sync.api.network;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Knows this host's interfaces and addresses and tells every {@link NetworkListener} service when they change. Thread-safe. */
@ProviderType
public interface NetworkMonitor {
    /** The latest look at the interfaces. Doesn't block. */
    NetworkSnapshot snapshot();

    /** The latest times that the host went online, local or offline, the oldest first; at most 16. Doesn't block. */
    default List<NetworkTransition> transitions() {
        return List.of();
    }
}
