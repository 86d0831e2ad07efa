package org.multibusiness.sync.core.log;

import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;

/**
 * What becomes of names when a branch gets its own origin: one origin's transactions from some number on are counted from 1
 * under the new one. Who had seen the branch had seen the part before it too.
 *
 * @param from the origin that two histories shared
 * @param first the number of the branch's first transaction there
 * @param to the branch's own origin
 */
public record BranchMove(OriginId from, long first, OriginId to) {
    /** The name of a transaction of this log. */
    public Dot of(Dot dot) {
        return moves(dot.origin(), dot.sequence()) ? new Dot(to, dot.sequence() - first + 1) : dot;
    }

    /** What an author of this log had seen. */
    public VersionVector of(VersionVector past) {
        long seen = past.sequence(from);
        return moves(from, seen) ? past.with(from, first - 1).with(to, seen - first + 1) : past;
    }

    private boolean moves(OriginId origin, long sequence) {
        return origin.equals(from) && sequence >= first;
    }
}
