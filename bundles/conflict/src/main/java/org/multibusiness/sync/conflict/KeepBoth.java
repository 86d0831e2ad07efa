package org.multibusiness.sync.conflict;

import org.multibusiness.sync.api.conflict.ConflictResolver;
import org.multibusiness.sync.api.conflict.Contest;
import org.multibusiness.sync.api.conflict.Decision;
import org.osgi.service.component.annotations.Component;

/**
 * {@code keep-both}: the last writer's value stands in the row, and the other one, with its whole row, is kept in the conflict
 * inbox, from where it can be made a row of its own. The conflict stays open until somebody has looked.
 */
@Component
public final class KeepBoth implements ConflictResolver {
    @Override
    public String name() {
        return "keep-both";
    }

    @Override
    public Decision decide(Contest contest) {
        return Decision.forWrite(
                        contest.latest(),
                        contest,
                        "the later value stands, " + Words.written(contest.latest())
                                + "; the other one is kept here with its whole row and can be made a row of its own")
                .leftOpen();
    }
}
