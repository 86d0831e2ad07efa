package org.multibusiness.sync.storage.postgresql.apply;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.TableRules;
import org.multibusiness.sync.api.conflict.UniqueAction;
import org.multibusiness.sync.api.conflict.UniqueRule;

/**
 * That two rows have the same values in a unique key, and which of them gives way.
 *
 * @param key the key's columns
 * @param keeper the row that had the values first
 * @param loser the row that gives way, as it was
 * @param action what becomes of it
 * @param suffixed the column that gets a suffix; empty when none can
 */
record Clash(List<String> key, Side keeper, Side loser, UniqueAction action, String suffixed) {
    Clash {
        key = List.copyOf(key);
    }

    /**
     * One of the two.
     *
     * @param row the row
     * @param setter the change that gave it the values; null when it left the log, so that it was before all that can still meet
     * @param about the change by which the inbox shows the row: the setter, or its greatest one; null when all left the log
     */
    record Side(
            TableRow row,
            @Nullable VersionedChange setter,
            @Nullable VersionedChange about) {
        /** Whose setters are gone is first; of those, whose changes are all gone, so that the other one can be shown. */
        static final Comparator<Side> SENIORITY = Comparator.comparing(
                        Side::setter, Comparator.nullsFirst(VersionedChange.TOTAL_ORDER))
                .thenComparing(side -> side.about() != null)
                .thenComparing(side -> side.row().ref().key());
    }

    /** A clash that is settled by these rules. */
    static Clash by(TableRules rules, List<String> key, Side keeper, Side loser) {
        Optional<UniqueRule> rule = rules.unique(key);
        String column = Suffix.column(loser.row().table().layout(), key, rule).orElse("");
        UniqueAction action = rule.map(UniqueRule::action).orElse(UniqueAction.SUFFIX);
        boolean cannot = action == UniqueAction.SUFFIX && column.isEmpty();
        return new Clash(key, keeper, loser, cannot ? UniqueAction.PARK : action, column);
    }

    /** The same clash with another outcome. */
    Clash by(UniqueAction other) {
        return new Clash(key, keeper, loser, other, suffixed);
    }
}
