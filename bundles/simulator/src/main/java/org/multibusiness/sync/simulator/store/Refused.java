package org.multibusiness.sync.simulator.store;

import java.io.Serial;

/** The database could not do it now; nothing changed. */
public final class Refused extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    Refused(String message) {
        super(message);
    }
}
