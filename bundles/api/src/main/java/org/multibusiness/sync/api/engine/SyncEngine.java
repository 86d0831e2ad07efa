package org.multibusiness.sync.api.engine;

import org.osgi.annotation.versioning.ProviderType;

/** The node. Thread-safe; methods don't wait for peers. */
@ProviderType
public interface SyncEngine {
    /** Everything the contract of {@code sync:status} names. Doesn't block. */
    SyncStatus status();

    /** Stops sending and applying; capture goes on. Kept across restarts. Returns false when already paused. */
    boolean pause();

    /** Undoes {@link #pause()}. Returns false when not paused. */
    boolean resume();

    /** Sends and asks for everything now instead of at the next interval, and dials who is not linked. */
    void syncNow();
}
