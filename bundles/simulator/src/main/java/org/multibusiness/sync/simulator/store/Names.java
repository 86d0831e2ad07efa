package org.multibusiness.sync.simulator.store;

import org.multibusiness.sync.api.change.ChangeTransaction;

/** Tells a transaction's name in the books. */
@FunctionalInterface
public interface Names {
    /** The name. */
    int of(ChangeTransaction transaction);
}
