package org.multibusiness.sync.conflict;

import org.multibusiness.sync.api.conflict.ConflictResolver;
import org.multibusiness.sync.api.conflict.Contest;
import org.multibusiness.sync.api.conflict.Decision;
import org.osgi.service.component.annotations.Component;

/**
 * {@code manual}: a person decides. Until then the last writer's value stands at every node, and the conflict stays open. What
 * the person decides is an ordinary change that saw all the others, so it ends the conflict everywhere.
 */
@Component
public final class Manual implements ConflictResolver {
    @Override
    public String name() {
        return "manual";
    }

    @Override
    public Decision decide(Contest contest) {
        return Decision.forWrite(
                        contest.latest(),
                        contest,
                        "a person has to decide; until then the later value stands, " + Words.written(contest.latest()))
                .leftOpen();
    }
}
