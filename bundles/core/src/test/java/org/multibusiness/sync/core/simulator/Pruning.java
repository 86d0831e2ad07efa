package org.multibusiness.sync.core.simulator;

import java.util.List;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;

/** A node prunes its log, and whatever goes is checked: nobody lacks it. */
final class Pruning {
    private Pruning() {}

    /** Prunes up to a share of what is stable, and was stable when the retention began. */
    static void of(SimulatedNode node, Simulation world, double share) {
        MemoryLog log = node.log;
        VersionVector stable = node.replica().stable();
        log.mark(world.time().millis(), stable);
        if (world.restores().isOlderThanRetention(node)) {
            world.count("backup too old");
            return;
        }
        VersionVector old =
                log.stableAt(world.time().millis() - world.retention()).meet(stable);
        List<ChangeTransaction> held = log.entries();
        int end = 0;
        while (end < held.size() && old.covers(held.get(end).dot())) {
            end++;
        }
        VersionVector floor = log.floor();
        for (ChangeTransaction transaction : held.subList(0, (int) (end * share))) {
            floor = floor.join(VersionVector.EMPTY.with(
                    transaction.dot().origin(), transaction.dot().sequence()));
        }
        if (!floor.equals(log.floor())) {
            world.count("prune");
            world.checkHeldByAll(node, log.floor(), floor);
        }
        log.begins(floor);
        node.replica().floorIs(floor);
        node.rows().prune(floor);
        log.keep(node.rows().keptDots());
    }
}
