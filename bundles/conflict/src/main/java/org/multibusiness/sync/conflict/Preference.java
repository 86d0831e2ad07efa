package org.multibusiness.sync.conflict;

import java.util.Comparator;
import java.util.Optional;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.conflict.ColumnWrite;
import org.multibusiness.sync.api.conflict.Contest;
import org.multibusiness.sync.api.conflict.Decision;

/** Picks the write in whose row some column is extreme; of equals, the last in total order. */
final class Preference {
    private Preference() {}

    /**
     * Decides.
     *
     * @param column whose values are compared
     * @param sign 1 for the greatest, -1 for the least
     * @param word what the winner is called, for example {@code higher}
     */
    static Decision decide(Contest contest, String column, int sign, String word) {
        ValueOrder order = order(contest.layout(), column).orElse(ValueOrder.TEXT);
        Optional<ColumnWrite> best = contest.writes().stream()
                .filter(write -> order.key(write.valueOf(column)).isPresent())
                .max(Comparator.<ColumnWrite, SortKey>comparing(
                                write -> order.key(write.valueOf(column)).orElseThrow(),
                                (a, b) -> sign * a.compareTo(b))
                        .thenComparing(Comparator.naturalOrder()));
        ColumnWrite winner = best.orElse(contest.latest());
        return Decision.forWrite(winner, contest, reason(contest, winner, column, word));
    }

    private static String reason(Contest contest, ColumnWrite winner, String column, String word) {
        String by = column.equals(contest.column().name()) ? "value" : column;
        return "the change with the " + word + " " + by + " stays (" + Words.value(winner.valueOf(column)) + "), "
                + Words.written(winner);
    }

    static Optional<String> objection(TableLayout layout, String column, String policy) {
        Optional<String> missing = Words.refusesColumn(layout, column);
        if (missing.isPresent() || order(layout, column).isPresent()) {
            return missing;
        }
        String type = layout.columns().get(layout.indexOf(column)).type();
        return Optional.of(policy + " compares " + ValueOrder.COMPARABLE + "; the column '" + column + "' is of type "
                + type + ", whose order is not known to all nodes. Name another policy");
    }

    private static Optional<ValueOrder> order(TableLayout layout, String column) {
        int index = layout.indexOf(column);
        return index < 0
                ? Optional.empty()
                : ValueOrder.of(layout.columns().get(index).type());
    }
}
