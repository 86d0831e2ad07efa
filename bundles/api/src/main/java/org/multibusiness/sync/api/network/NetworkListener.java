package org.multibusiness.sync.api.network;

import org.osgi.annotation.versioning.ConsumerType;

/** Hears of changed interfaces. Called in order, one at a time, first with the current state; must return at once. */
@ConsumerType
public interface NetworkListener {
    /** The interfaces, or the way out, are now these. */
    void networkChanged(NetworkSnapshot snapshot);

    /** The host went online, local or offline; the snapshot with the new state was told just before. */
    default void reachChanged(NetworkTransition transition) {}
}
