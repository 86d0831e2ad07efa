package org.multibusiness.sync.storage.postgresql.apply;

import java.util.List;
import java.util.Optional;
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
     * @param setter the change that gave it the values
     */
    record Side(TableRow row, VersionedChange setter) {}

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
