package org.multibusiness.sync.api.transport;

import org.multibusiness.sync.api.discovery.PeerAddress;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears from links. Calls for one link come in order, one at a time; different links call at the same time. A call of
 * {@link #received} may block: that is the back-pressure, the peer's sender then waits.
 */
@ConsumerType
public interface LinkListener {
    /** A link is up. */
    void linkUp(PeerLink link);

    /** A whole message arrived. */
    void received(PeerLink link, byte[] message);

    /** A link is down; nothing follows on it. */
    void linkDown(PeerLink link, String reason);

    /** A dial did not lead to a link. */
    void dialFailed(PeerAddress address, DialFailure failure);
}
