package org.multibusiness.sync.api.transport;

import org.multibusiness.sync.api.discovery.PeerAddress;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes authenticated links. A link exists only after both sides proved who they are; nothing of an unauthenticated peer
 * reaches a {@link LinkListener}. All {@link LinkListener} services are told of every link; one that appears later is first
 * told of the links that are up. When the transport goes, its links go down with a reason. Thread-safe.
 */
@ConsumerType
public interface PeerTransport {
    /** Its short name, for example {@code tcp}. */
    String name();

    /** The port where links are accepted; 0 when it does not listen. */
    int port();

    /** One line for status: where it listens, or what is wrong and what to do (port taken, by whom if known). */
    String condition();

    /**
     * Dials a peer. Returns at once; {@link LinkListener#linkUp} or {@link LinkListener#dialFailed} follows, within 15 s.
     * A second dial of an address that is being dialled is ignored.
     */
    void dial(PeerAddress address);
}
