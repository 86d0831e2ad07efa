package org.multibusiness.sync.conflict;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.LargeValue;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.conflict.ColumnRule;
import org.multibusiness.sync.api.conflict.ColumnWrite;

/** What several policies say alike. */
final class Words {
    /** A reason is read on a screen; the journal has the whole values. */
    private static final int VALUE_LIMIT = 40;

    private Words() {}

    /** When and where a value was written. */
    static String written(ColumnWrite write) {
        return "written at " + write.timestamp().wall() + " by node " + write.node();
    }

    static String value(@Nullable String value) {
        if (value == null) {
            return "NULL";
        }
        if (LargeValue.isName(value)) {
            return LargeValue.named(value).orElseThrow().toString();
        }
        return value.length() <= VALUE_LIMIT ? value : value.substring(0, VALUE_LIMIT) + "…";
    }

    static Optional<String> refusesGroups(String policy, ColumnRule rule) {
        return rule.columns().size() == 1
                ? Optional.empty()
                : Optional.of(
                        policy + " decides one column by itself, not the group " + String.join(" + ", rule.columns())
                                + "; name a policy that picks one change, for example last-writer");
    }

    static Optional<String> refusesColumn(TableLayout layout, String column) {
        return layout.indexOf(column) >= 0
                ? Optional.empty()
                : Optional.of("the table " + layout.table() + " has no column '" + column
                        + "'; write its name as the table has it, without quotes");
    }
}
