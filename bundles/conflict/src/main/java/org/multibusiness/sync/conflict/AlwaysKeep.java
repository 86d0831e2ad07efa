package org.multibusiness.sync.conflict;

import java.util.List;
import org.multibusiness.sync.api.conflict.ColumnWrite;
import org.multibusiness.sync.api.conflict.ConflictResolver;
import org.multibusiness.sync.api.conflict.Contest;
import org.multibusiness.sync.api.conflict.Decision;
import org.osgi.service.component.annotations.Component;

/**
 * {@code always-keep}: when branches disagree, none of the concurrent changes counts, and the value that all of their authors
 * had seen stays. Branches that wrote the same agree: their value counts. Where there is no common value, because the row was
 * created at several branches at once, the first one created stays.
 *
 * <p>What all had seen may be a conflict of its own; it is decided in the same way, so the answer is a function of the set of
 * writes. See decision 8.
 */
@Component
public final class AlwaysKeep implements ConflictResolver {
    private static final String KEPT =
            "two branches changed it without knowing of each other, so neither change counts: ";

    @Override
    public String name() {
        return "always-keep";
    }

    @Override
    public Scope scope() {
        return Scope.LIVE;
    }

    @Override
    public Decision decide(Contest contest) {
        List<ColumnWrite> rivals = Contest.concurrent(contest.writes());
        List<ColumnWrite> known = contest.writes();
        List<ColumnWrite> disputed = rivals;
        while (disagree(disputed)) {
            List<ColumnWrite> now = disputed;
            List<ColumnWrite> before = known.stream()
                    .filter(write -> now.stream().allMatch(later -> later.saw(write)))
                    .toList();
            if (before.isEmpty()) {
                return first(known.get(0), rivals);
            }
            known = before;
            disputed = Contest.concurrent(before);
        }
        ColumnWrite kept = disputed.get(disputed.size() - 1);
        String reason = known.equals(contest.writes()) ? "all branches wrote the same" : KEPT + stays(kept.value());
        return new Decision(kept.values(), reason, rivals, false);
    }

    private static boolean disagree(List<ColumnWrite> writes) {
        return writes.stream().map(ColumnWrite::values).distinct().count() > 1;
    }

    private static Decision first(ColumnWrite first, List<ColumnWrite> rivals) {
        return first.isInsert()
                ? new Decision(
                        first.values(),
                        "the row was created at several branches, and nobody had a value before: the first one stays, "
                                + Words.written(first),
                        rivals,
                        false)
                : new Decision(first.found(), KEPT + stays(first.before()), rivals, false);
    }

    private static String stays(@org.jspecify.annotations.Nullable String value) {
        return "the value that both had before stays (" + Words.value(value) + ")";
    }
}
