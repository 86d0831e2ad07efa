package org.multibusiness.sync.embedded.postgresql;

/** PostgreSQL could not be unpacked, created, started or stopped. The message says what an operator can do. */
final class ClusterException extends Exception {
    private static final long serialVersionUID = 1L;

    ClusterException(String message) {
        super(message);
    }

    ClusterException(String message, Throwable cause) {
        super(message, cause);
    }
}
