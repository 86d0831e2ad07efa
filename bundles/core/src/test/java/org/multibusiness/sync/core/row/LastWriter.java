package org.multibusiness.sync.core.row;

import org.multibusiness.sync.api.conflict.ConflictResolver;
import org.multibusiness.sync.api.conflict.Contest;
import org.multibusiness.sync.api.conflict.Decision;

/** The simplest policy: the last candidate in total order. */
final class LastWriter implements ConflictResolver {
    @Override
    public String name() {
        return "last-writer";
    }

    @Override
    public Decision decide(Contest contest) {
        return Decision.forWrite(contest.latest(), contest, "the later change");
    }
}
