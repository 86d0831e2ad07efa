package org.multibusiness.sync.storage.postgresql.apply;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.VersionedChange;

/**
 * Local changes of a row that were made while a received change of it was held. They claim to have seen it, because the vector
 * covered it; but the table did not show it. Everywhere else they have replaced it. Pure.
 */
final class Overtaken {
    private Overtaken() {}

    /**
     * The changes with those claims taken back; the same list when there are none.
     *
     * @param held the transactions whose change of the row was held
     * @param local the transactions that were made here
     */
    static List<VersionedChange> corrected(List<VersionedChange> known, Collection<Dot> held, Set<Dot> local) {
        List<VersionedChange> corrected = new ArrayList<>(known.size());
        boolean any = false;
        for (VersionedChange change : known) {
            VersionVector seen = local.contains(change.dot()) ? without(change.past(), held) : change.past();
            if (seen.equals(change.past())) {
                corrected.add(change);
            } else {
                any = true;
                corrected.add(
                        new VersionedChange(change.dot(), seen, change.timestamp(), change.change(), change.chain()));
            }
        }
        return any ? corrected : known;
    }

    private static VersionVector without(VersionVector past, Collection<Dot> held) {
        VersionVector seen = past;
        for (Dot dot : held) {
            if (seen.covers(dot)) {
                seen = seen.with(dot.origin(), dot.sequence() - 1);
            }
        }
        return seen;
    }
}
