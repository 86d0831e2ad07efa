package org.multibusiness.sync.conflict;

import java.util.Comparator;
import java.util.List;
import org.multibusiness.sync.api.conflict.Candidate;
import org.multibusiness.sync.api.conflict.ColumnDecision;
import org.multibusiness.sync.api.conflict.ConflictColumn;
import org.multibusiness.sync.api.conflict.ConflictResolver;
import org.osgi.service.component.annotations.Component;

/**
 * {@code last-writer}: the value with the greatest {@code (timestamp, origin, sequence)} stays. The timestamp is a hybrid
 * logical clock's, so a wrong wall clock changes who wins among concurrent writes, never that a write loses to one its author
 * had seen.
 */
@Component
public final class LastWriter implements ConflictResolver {
    private static final Comparator<Candidate> ORDER =
            Comparator.comparing(Candidate::timestamp).thenComparing(Candidate::dot);

    @Override
    public String name() {
        return "last-writer";
    }

    @Override
    public ColumnDecision decide(ConflictColumn column, List<Candidate> candidates) {
        Candidate last = candidates.stream().max(ORDER).orElseThrow();
        return new ColumnDecision(
                last.value(),
                "the later of the concurrent values stays: written at "
                        + last.timestamp().wall() + " by node "
                        + last.dot().origin().node());
    }
}
