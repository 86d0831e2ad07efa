package org.multibusiness.sync.api.storage;

import java.io.Serial;

/** The database could not do what was asked. The transaction at hand was rolled back: nothing changed. */
public class StorageException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final boolean transientFailure;

    /**
     * A failure.
     *
     * @param message for the operator: what happened, why, what to do
     * @param transientFailure whether the same call may succeed later with no human hand (connection lost, lock time-out,
     *     serialization, shutdown in progress)
     * @param cause what the driver said
     */
    public StorageException(String message, boolean transientFailure, Throwable cause) {
        super(message, cause);
        this.transientFailure = transientFailure;
    }

    /** Whether the same call may succeed later with no human hand. */
    public boolean isTransient() {
        return transientFailure;
    }
}
