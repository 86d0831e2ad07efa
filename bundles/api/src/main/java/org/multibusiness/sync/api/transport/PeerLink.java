package org.multibusiness.sync.api.transport;

import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.osgi.annotation.versioning.ProviderType;

/** An authenticated, encrypted, ordered link to one peer. Thread-safe. */
@ProviderType
public interface PeerLink {
    /** Who is at the other end: proven. */
    NodeId peer();

    /** Where the other end is. */
    PeerAddress address();

    /** Whether this side dialled. */
    boolean outgoing();

    /**
     * Queues a message (at most {@link #MAX_MESSAGE} bytes). Never blocks. Messages arrive in order, whole, or the link goes
     * down. The array must not be changed afterwards: the same array may be queued on many links.
     *
     * @return false when the link is closed or its queue is full; a full queue closes the link: the peer does not keep up
     */
    boolean send(byte[] message);

    /** Closes the link; {@link LinkListener#linkDown} follows once on both sides. */
    void close(String reason);

    /** The largest message, in bytes. */
    int MAX_MESSAGE = 64 << 20;
}
