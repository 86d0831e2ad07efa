package org.multibusiness.sync.api.discovery;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A way to find peers. Any number run side by side; each calls every {@link CandidateListener} service with its current
 * candidates when the listener appears, and then on every change. Stopping one withdraws nothing that is linked.
 * Thread-safe; methods don't block.
 */
@ConsumerType
public interface PeerDiscovery {
    /** Its short name as in {@code SYNC_DISCOVERY}: multicast, mdns, dns or manual. */
    String name();

    /** What it knows now. */
    List<PeerCandidate> candidates();

    /** Announces this node and looks for others now, where the way allows it. */
    void announce();

    /** One line for status: what it listens to and whether that works; names what is wrong and what to do otherwise. */
    String condition();
}
