package org.multibusiness.sync.webconsole;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.LargeValue;
import org.multibusiness.sync.api.change.Operation;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.conflict.Contribution;
import org.multibusiness.sync.api.conflict.Decided;
import org.multibusiness.sync.api.storage.StorageInspection.JournaledConflict;

/**
 * A conflict as the page shows it: short. The journal has all of it.
 *
 * @param id the conflict's id
 * @param at when it was journaled, ISO-8601
 * @param open whether it waits for a person
 * @param kind what met
 * @param table the table
 * @param key the row's key, values joined by commas
 * @param points what had to be decided
 */
record ConflictCard(String id, String at, boolean open, String kind, String table, String key, List<Point> points) {
    /** Rows may hold a hundred megabytes; a page that is fetched every two seconds may not. */
    private static final int VALUE_LIMIT = 120;

    private static final String ROW = "*";

    /**
     * One decided column, or the row's existence.
     *
     * @param column the column; {@code *} for the row's existence
     * @param sides who wrote what
     * @param outcome what it is now; null for SQL NULL
     * @param policy the policy that decided
     * @param reason why
     */
    record Point(String column, List<Side> sides, @Nullable String outcome, String policy, String reason) {}

    /**
     * One side.
     *
     * @param node the author's name, or its id when it has none
     * @param at when it was written, ISO-8601
     * @param value what it wrote, or what it did to the row; null for SQL NULL
     */
    record Side(String node, String at, @Nullable String value) {}

    static ConflictCard of(JournaledConflict journaled, Map<String, String> names) {
        Conflict conflict = journaled.conflict();
        return new ConflictCard(
                conflict.id(),
                journaled.journaledAt(),
                journaled.open(),
                conflict.kind().name(),
                conflict.key().table().toString(),
                cut(conflict.key().text()),
                conflict.decisions().stream()
                        .map(decided -> point(decided, conflict.contributions(), names))
                        .toList());
    }

    private static Point point(Decided decided, List<Contribution> contributions, Map<String, String> names) {
        String column = decided.column();
        List<Side> sides = contributions.stream()
                .filter(contribution -> column.equals(ROW) || wrote(contribution, column))
                .map(contribution -> side(contribution, column, names))
                .toList();
        return new Point(column, sides, cutOrNull(decided.value()), decided.policy(), decided.reason());
    }

    private static boolean wrote(Contribution contribution, String column) {
        return contribution.operation() != Operation.UPDATE
                || !Objects.equals(
                        contribution.before().get(column), contribution.after().get(column));
    }

    private static Side side(Contribution contribution, String column, Map<String, String> names) {
        String node = contribution.dot().origin().node().value();
        String value = column.equals(ROW)
                ? contribution.operation().name()
                : cutOrNull(contribution.after().get(column));
        return new Side(names.getOrDefault(node, node), contribution.at().toString(), value);
    }

    private static @Nullable String cutOrNull(@Nullable String value) {
        String shown = LargeValue.shown(value);
        return shown == null ? null : cut(shown);
    }

    private static String cut(String value) {
        return value.length() <= VALUE_LIMIT ? value : value.substring(0, VALUE_LIMIT - 1) + "…";
    }
}
