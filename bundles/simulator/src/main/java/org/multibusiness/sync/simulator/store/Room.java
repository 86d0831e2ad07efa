package org.multibusiness.sync.simulator.store;

/** How much room the disk has. */
public enum Room {
    /** Enough. */
    ENOUGH,
    /** Enough for the users, not for what comes from others. */
    USERS_ONLY,
    /** None. */
    NONE
}
