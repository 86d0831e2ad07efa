package org.multibusiness.sync.core.simulator;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node's database holds.
 *
 * @param log the log
 * @param rows the shared rows, if there are any
 */
record Disk(MemoryLog log, @Nullable SharedRows rows) {
    /** A copy, as a backup takes it. */
    Disk copy() {
        return new Disk(log.copy(), rows == null ? null : rows.copy());
    }

    /** A user's transaction; it has no number yet. */
    void write(Simulation world) {
        log.commit(rows == null ? world.changes() : List.of(world.change(rows)));
    }

    /** One numbering pass. */
    void number(Instant now) {
        int before = log.entries().size();
        log.number(now);
        if (rows != null) {
            log.entries().subList(before, log.entries().size()).forEach(rows::written);
        }
    }
}
