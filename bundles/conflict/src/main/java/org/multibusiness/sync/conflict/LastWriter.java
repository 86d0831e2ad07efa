package org.multibusiness.sync.conflict;

import org.multibusiness.sync.api.conflict.ColumnWrite;
import org.multibusiness.sync.api.conflict.ConflictResolver;
import org.multibusiness.sync.api.conflict.Contest;
import org.multibusiness.sync.api.conflict.Decision;
import org.osgi.service.component.annotations.Component;

/**
 * {@code last-writer}: the value with the greatest {@code (timestamp, origin, sequence)} stays. The timestamp is a hybrid
 * logical clock's, so a wrong wall clock changes who wins among concurrent writes, never that a write loses to one its author
 * had seen.
 */
@Component
public final class LastWriter implements ConflictResolver {
    /** Its name. */
    public static final String NAME = "last-writer";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Decision decide(Contest contest) {
        ColumnWrite last = contest.latest();
        return Decision.forWrite(last, contest, "the later of the concurrent values stays: " + Words.written(last));
    }
}
