package org.multibusiness.sync.api.network;

import org.osgi.annotation.versioning.ProviderType;

/** Knows this host's interfaces and addresses and tells every {@link NetworkListener} service when they change. Thread-safe. */
@ProviderType
public interface NetworkMonitor {
    /** The latest look at the interfaces. Doesn't block. */
    NetworkSnapshot snapshot();
}
