package org.multibusiness.sync.storage.postgresql.apply;

import org.multibusiness.sync.api.conflict.ConflictResolver;
import org.multibusiness.sync.api.conflict.Contest;
import org.multibusiness.sync.api.conflict.Decision;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.core.row.RowResolver;

/** The plainest policy: the greatest candidate. */
public final class LastWriter implements ConflictResolver {
    /** Everything decided by it. */
    public static RowResolution resolution() {
        return RowResolver.uniform(new LastWriter());
    }

    @Override
    public String name() {
        return "last-writer";
    }

    @Override
    public Decision decide(Contest contest) {
        return Decision.forWrite(contest.latest(), contest, "the later change");
    }
}
