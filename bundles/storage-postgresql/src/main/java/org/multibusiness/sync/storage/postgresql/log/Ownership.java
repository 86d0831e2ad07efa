package org.multibusiness.sync.storage.postgresql.log;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.storage.StorageException;

/** Under which origin, and as which taker, this service holds the log. Thread-safe. */
public final class Ownership {
    private final String life = '|' + UUID.randomUUID().toString();
    private volatile @Nullable Held held;

    /**
     * A log that is held.
     *
     * @param origin the node's own origin
     * @param generation the count of takers when it was taken
     */
    public record Held(OriginId origin, long generation) {}

    /** Tells what this service numbers from what a copy of it numbers at the same time. */
    String life() {
        return life;
    }

    /** Notes that the log is held. */
    void taken(Held now) {
        held = now;
    }

    /** What is held; throws a transient failure before the log was opened: the database may just have been changed. */
    public Held require() throws StorageException {
        Held now = held;
        if (now == null) {
            throw new StorageException(
                    "the log of this database is not open yet", true, new IllegalStateException("open() comes first"));
        }
        return now;
    }

    /** The failure of a service whose log somebody else has taken since. */
    static StorageException superseded(OriginId origin) {
        return new StorageException(
                "another service has taken the log of " + origin
                        + " in this database. Stop one of the two, or give each its own DATABASE_URL, then restart this one",
                false,
                new IllegalStateException("superseded"));
    }
}
