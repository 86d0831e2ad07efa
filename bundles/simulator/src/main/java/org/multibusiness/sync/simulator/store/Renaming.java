package org.multibusiness.sync.simulator.store;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.conflict.Contribution;
import org.multibusiness.sync.core.log.BranchMove;

/** What is the same by other names. */
public final class Renaming {
    private Renaming() {}

    static Conflict of(Conflict conflict, BranchMove move) {
        List<Contribution> sides = conflict.contributions().stream()
                .map(side -> new Contribution(
                        move.of(side.dot()), side.at(), side.operation(), side.before(), side.after(), side.row()))
                .toList();
        return new Conflict(
                conflict.id(), conflict.kind(), conflict.key(), sides, conflict.decisions(), conflict.open());
    }

    /** The same set by other names. */
    public static BitSet of(BitSet seen, Map<Integer, Integer> names) {
        BitSet renamed = new BitSet();
        seen.stream().map(uid -> names.getOrDefault(uid, uid)).forEach(renamed::set);
        return renamed;
    }
}
