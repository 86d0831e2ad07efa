package org.multibusiness.sync.storage.postgresql.apply;

import java.util.List;
import org.multibusiness.sync.api.conflict.Candidate;
import org.multibusiness.sync.api.conflict.ColumnDecision;
import org.multibusiness.sync.api.conflict.ConflictColumn;
import org.multibusiness.sync.api.conflict.ConflictResolver;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.core.row.RowResolver;

/** The plainest policy: the greatest candidate. */
final class LastWriter implements ConflictResolver {
    static RowResolution resolution() {
        return new RowResolver(column -> new LastWriter());
    }

    @Override
    public String name() {
        return "last-writer";
    }

    @Override
    public ColumnDecision decide(ConflictColumn column, List<Candidate> candidates) {
        return new ColumnDecision(candidates.get(candidates.size() - 1).value(), "the later change");
    }
}
