package org.multibusiness.sync.api.discovery;

import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Everything that any discovery heard and why it was refused: the evidence when somebody asks why a node doesn't appear. It
 * outlives the discoveries, which may be swapped. Thread-safe; no method blocks.
 *
 * <p>Bounded: what was followed and what was refused are kept apart, so that no stranger displaces the word of a peer; of each
 * the one silent for longest makes room.
 */
@ProviderType
public interface BeaconLedger {
    /** Notes a beacon. Cheap enough to be called for every datagram. */
    void heard(Beacon beacon, Instant now);

    /** Everything noted, the latest first. */
    List<HeardBeacon> beacons();
}
