package org.multibusiness.sync.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.multibusiness.sync.api.discovery.Beacon;
import org.multibusiness.sync.api.discovery.BeaconLedger;
import org.multibusiness.sync.api.discovery.HeardBeacon;
import org.osgi.service.component.annotations.Component;

/**
 * The ledger, in memory. Refers to nothing: discoveries refer to it, and the engine refers to discoveries. Thread-safe.
 */
@Component
public final class BoundedLedger implements BeaconLedger {
    /** Kept of those that were followed and, separately, of those that were refused. */
    static final int MOST = 256;

    private final Map<Beacon, HeardBeacon> followed = new Shelf();
    private final Map<Beacon, HeardBeacon> refused = new Shelf();

    /** The one silent for longest is the first, and makes room. */
    private static final class Shelf extends LinkedHashMap<Beacon, HeardBeacon> {
        Shelf() {
            super(MOST, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Beacon, HeardBeacon> silent) {
            return size() > MOST;
        }
    }

    @Override
    public synchronized void heard(Beacon beacon, Instant now) {
        Map<Beacon, HeardBeacon> shelf = beacon.followed() ? followed : refused;
        HeardBeacon before = shelf.get(beacon);
        shelf.put(beacon, before == null ? new HeardBeacon(beacon, 1, now, now) : before.again(now));
    }

    @Override
    public synchronized List<HeardBeacon> beacons() {
        List<HeardBeacon> all = new ArrayList<>(followed.values());
        all.addAll(refused.values());
        all.sort(Comparator.comparing(HeardBeacon::last).reversed());
        return List.copyOf(all);
    }
}
