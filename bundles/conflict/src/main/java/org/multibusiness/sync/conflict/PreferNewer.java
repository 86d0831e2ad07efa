package org.multibusiness.sync.conflict;

import java.util.List;
import java.util.Optional;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.conflict.ColumnRule;
import org.multibusiness.sync.api.conflict.ConflictResolver;
import org.multibusiness.sync.api.conflict.Contest;
import org.multibusiness.sync.api.conflict.Decision;
import org.osgi.service.component.annotations.Component;

/**
 * {@code prefer-newer [COLUMN]}: the change in whose row the column is the latest stays, for example
 * {@code prefer-newer updated_at}; without an argument, the latest of the values themselves. The column may be a date, a time
 * stamp or a version number. NULL is older than everything; of equals, the last writer's stays. Unlike {@code last-writer} this
 * believes the application's own clock.
 */
@Component
public final class PreferNewer implements ConflictResolver {
    @Override
    public String name() {
        return "prefer-newer";
    }

    @Override
    public Optional<String> objection(TableLayout layout, ColumnRule rule) {
        return rule.arguments().size() > 1
                ? Optional.of("prefer-newer takes one column at most, for example prefer-newer updated_at")
                : Preference.objection(
                        layout, compared(rule.arguments(), rule.columns().get(0)), name());
    }

    @Override
    public Decision decide(Contest contest) {
        return Preference.decide(
                contest, compared(contest.arguments(), contest.column().name()), 1, "newest");
    }

    private static String compared(List<String> arguments, String decided) {
        return arguments.isEmpty() ? decided : arguments.get(0);
    }
}
