package org.multibusiness.sync.api.audit;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Takes what happened. Used as an optional, dynamic service: without it everything works, and {@code sync:status} says that nothing
 * is recorded. Thread-safe.
 */
@ProviderType
@FunctionalInterface
public interface AuditTrail {
    /**
     * Records this, now. Never blocks and never throws, so that it can be called from any loop: the record is on the disk a moment
     * later. While it can't be written, events wait; beyond the room for them they are lost, counted, and the count is recorded.
     * What can come by the thousand ({@link AuditKind#window()}) is recorded once, and then once per window with its number.
     */
    void record(AuditEvent event);
}
