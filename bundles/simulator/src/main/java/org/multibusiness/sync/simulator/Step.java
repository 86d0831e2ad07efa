package org.multibusiness.sync.simulator;

/**
 * One scripted thing. What it means when it is done depends on the world then, so a script stays a script when steps are taken
 * out.
 *
 * @param at milliseconds from the start
 * @param kind what
 * @param node where, by index
 * @param other the other side, where there is one; else a second number
 * @param amount how long, how much, or a user's seed
 */
record Step(long at, Kind kind, int node, int other, long amount) {
    /** What can happen. */
    enum Kind {
        /** A user's transaction; amount is his seed. */
        WRITE,
        /** All nodes prune their logs from now on; they keep what is younger than the amount. */
        RETENTION,
        /** A node is gone for good, with its disk, if the others can do without it; they retire it, one by one. */
        LEAVE,
        /** All links of a pair are cut; new ones come up after the amount. */
        CUT,
        /** A pair never gets a link again, unless the others could not reach each other then. */
        DEATH,
        /** Nothing gets from node to other for the amount. */
        ONE_WAY,
        /** The nodes whose bit is set in other are cut from the rest. */
        PARTITION,
        /** A node is cut from all. */
        ISOLATE,
        /** A pair is cut again and again. */
        FLAP,
        /** A pair's messages take long. */
        SLOW_LINK,
        /** Both sides dial, linked or not. */
        DOUBLE_DIAL,
        /** The process dies, and comes back after the amount. */
        CRASH,
        /** The operator pauses replication. */
        PAUSE,
        /** The operator pauses replication, and forgets about it until all others have come to rest, if these can without it. */
        STANDSTILL,
        /** The operator asks for everything. */
        SYNC_NOW,
        /** A copy of the node's database is put away. */
        BACKUP,
        /** The node's database is replaced by its last backup, or that of the first day; it is down for the amount. */
        RESTORE,
        /** The node's database is replaced by a copy of the other's, which lives on. */
        CLONE,
        /** Reads and applies fail now and then. */
        DISK_ERRORS,
        /** The disk takes long. */
        SLOW_DISK,
        /** The disk is full; other is 1 if also for the users. */
        FULL_DISK,
        /** The clock is set by the amount. */
        CLOCK_JUMP,
        /** The clock goes wrong by so many milliseconds a second. */
        CLOCK_DRIFT
    }

    @Override
    public String toString() {
        return at + " ms " + kind + " node " + node + " other " + other + " amount " + amount;
    }
}
