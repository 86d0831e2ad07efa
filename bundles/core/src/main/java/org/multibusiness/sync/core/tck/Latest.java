package org.multibusiness.sync.core.tck;

import org.multibusiness.sync.api.conflict.ConflictResolver;
import org.multibusiness.sync.api.conflict.Contest;
import org.multibusiness.sync.api.conflict.Decision;

/** Decides the columns that are not on trial. */
final class Latest implements ConflictResolver {
    static final String NAME = "trial-latest";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Decision decide(Contest contest) {
        return Decision.forWrite(contest.latest(), contest, "the latest");
    }
}
