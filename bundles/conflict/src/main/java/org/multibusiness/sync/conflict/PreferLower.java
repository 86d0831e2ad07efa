package org.multibusiness.sync.conflict;

import java.util.Optional;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.conflict.ColumnRule;
import org.multibusiness.sync.api.conflict.ConflictResolver;
import org.multibusiness.sync.api.conflict.Contest;
import org.multibusiness.sync.api.conflict.Decision;
import org.osgi.service.component.annotations.Component;

/**
 * {@code prefer-lower}: the least of the concurrent values stays, see {@link ValueOrder}; of equal ones, the last writer's. NULL and
 * NaN stay only when nobody wrote anything else. In a group the leading column is compared.
 */
@Component
public final class PreferLower implements ConflictResolver {
    @Override
    public String name() {
        return "prefer-lower";
    }

    @Override
    public Optional<String> objection(TableLayout layout, ColumnRule rule) {
        return ConflictResolver.super
                .objection(layout, rule)
                .or(() -> Preference.objection(layout, rule.columns().get(0), name()));
    }

    @Override
    public Decision decide(Contest contest) {
        return Preference.decide(contest, contest.column().name(), -1, "lowest");
    }
}
