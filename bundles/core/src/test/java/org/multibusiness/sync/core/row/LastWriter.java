package org.multibusiness.sync.core.row;

import java.util.List;
import org.multibusiness.sync.api.conflict.Candidate;
import org.multibusiness.sync.api.conflict.ColumnDecision;
import org.multibusiness.sync.api.conflict.ConflictColumn;
import org.multibusiness.sync.api.conflict.ConflictResolver;

/** The simplest policy: the last candidate in total order. */
final class LastWriter implements ConflictResolver {
    @Override
    public String name() {
        return "last-writer";
    }

    @Override
    public ColumnDecision decide(ConflictColumn column, List<Candidate> candidates) {
        Candidate last = candidates.get(candidates.size() - 1);
        return new ColumnDecision(last.value(), "written last, by " + last.dot());
    }
}
