package org.multibusiness.sync.transport.tcp;

import org.multibusiness.sync.api.transport.DialFailure;

/** A connection does not become a link. Nothing of it is left but the socket, which the catcher closes. */
final class RefusedException extends Exception {
    private final transient DialFailure failure;

    RefusedException(DialFailure.Cause cause, String detail) {
        super(detail);
        this.failure = new DialFailure(cause, detail);
    }

    RefusedException(DialFailure.Cause cause, String detail, Throwable reason) {
        super(detail, reason);
        this.failure = new DialFailure(cause, detail);
    }

    /** Why, for the operator. */
    DialFailure failure() {
        return failure;
    }
}
