package org.multibusiness.sync.api.storage;

import java.io.Serial;
import org.multibusiness.sync.api.VersionVector;

/** The log does not hold any more what was asked for: the reader needs a full sync, or another node's log. */
public final class LogBegunLaterException extends StorageException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient VersionVector floor;

    /**
     * A read that can't be answered.
     *
     * @param floor where the log begins
     */
    public LogBegunLaterException(VersionVector floor) {
        super(
                "the log begins after " + floor.entries() + ", and the reader lacks some of that: it needs a full sync",
                false,
                new IllegalStateException("pruned"));
        this.floor = floor;
    }

    /** Where the log begins. */
    public VersionVector floor() {
        return floor;
    }
}
