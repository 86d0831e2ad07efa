package org.multibusiness.sync.engine;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.multibusiness.sync.api.storage.StorageException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Counts from the database for the faces. They ask often and together, and status must not wait for a database that is gone:
 * so a figure may be up to two seconds old, and is the last known one while the database is away. Thread-safe.
 */
@Component(service = Figures.class)
public final class Figures {
    private static final long MAX_AGE_NANOS = 2_000_000_000L;
    private static final String HELD = "held:";

    private final SyncNode node;
    private Map<String, Long> counts = Map.of();
    private long takenAt = System.nanoTime() - MAX_AGE_NANOS;

    /** Over this node's database. */
    @Activate
    public Figures(@Reference SyncNode node) {
        this.node = node;
    }

    synchronized Map<String, Long> counts() {
        Optional<DatabaseSession.Open> open = node.session().current();
        if (open.isPresent() && System.nanoTime() - takenAt >= MAX_AGE_NANOS) {
            try {
                counts = Map.copyOf(open.get().storage().inspection().counts());
            } catch (StorageException e) {
                node.session().trouble(e);
            }
            takenAt = System.nanoTime();
        }
        return counts;
    }

    /** Held row changes by table. */
    Map<String, Long> held() {
        Map<String, Long> held = new TreeMap<>();
        counts().forEach((key, count) -> {
            if (key.startsWith(HELD)) {
                held.put(key.substring(HELD.length()), count);
            }
        });
        return held;
    }
}
