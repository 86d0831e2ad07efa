package org.multibusiness.sync.simulator;

import java.io.Serial;

/** A promise was broken. */
public final class Violation extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String check;

    /**
     * A broken promise.
     *
     * @param check which check noticed, for example {@code G3 nothing is lost silently}
     * @param message what is wrong
     */
    public Violation(String check, String message) {
        super(check + ": " + message);
        this.check = check;
    }

    /** Which check noticed. */
    public String check() {
        return check;
    }
}
