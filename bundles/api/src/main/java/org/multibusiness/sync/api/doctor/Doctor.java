package org.multibusiness.sync.api.doctor;

import org.osgi.annotation.versioning.ProviderType;

/** Finds the cause when branches do not see each other. Thread-safe. */
@ProviderType
public interface Doctor {
    /**
     * Looks at this node and at the peers that are meant. Asks the network, so it blocks: up to 10 s. Changes nothing.
     *
     * @param whom a node's id or name, or {@code HOST[:PORT]}, which need not be known; empty for all that are known
     * @throws IllegalArgumentException with a message to show, when {@code whom} can be neither
     */
    Examination examine(String whom);
}
