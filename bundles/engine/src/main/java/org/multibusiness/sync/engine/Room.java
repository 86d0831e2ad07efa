package org.multibusiness.sync.engine;

import org.multibusiness.sync.api.storage.DiskUse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether there is room for what other nodes send. Looked at on one thread, asked on any. */
final class Room {
    private static final Logger LOG = LoggerFactory.getLogger(Room.class);

    private volatile String want = "";

    /** How things are now; a change is said in the log. */
    void look(DiskUse use) {
        boolean before = isUsedUp();
        want = use.isUsedUp() ? text(use) : "";
        if (isUsedUp() && !before) {
            LOG.warn("{}", want);
        } else if (before && !isUsedUp()) {
            LOG.info("There is room in the disk quota again: received changes are applied");
        }
    }

    private static String text(DiskUse use) {
        return "The disk quota is used up: the database takes " + (use.bytes() >> 20) + " MB, disk.quota allows "
                + (use.quota() >> 20)
                + " MB. Users here go on, and what they write goes out; what other servers write waits"
                + " there. Next: delete what is not needed and VACUUM FULL, or raise disk.quota in"
                + " etc/org.multibusiness.sync.storage.postgresql.cfg (it counts within seconds)";
    }

    boolean isUsedUp() {
        return !want.isEmpty();
    }

    /** What a person should know; empty when there is room. */
    String attention() {
        return want;
    }
}
