package org.multibusiness.sync.conflict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.Operation;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.AliveRule;
import org.multibusiness.sync.api.conflict.ColumnRule;
import org.multibusiness.sync.api.conflict.ConflictResolver;
import org.multibusiness.sync.api.conflict.Resolution;
import org.multibusiness.sync.api.conflict.TableRules;
import org.multibusiness.sync.core.row.RowResolver;

/**
 * One row of {@code public.products} and what branches did to it, told in order of time. The row has a value under test, a
 * note, and a moment of counting. Each branch knows its own changes; what else it knows, the story says.
 */
final class Story {
    private final TableLayout layout;
    private final ConflictResolver policy;
    private final List<String> arguments;
    private final List<VersionedChange> changes = new ArrayList<>();
    private final Map<Character, VersionVector> known = new HashMap<>();
    private AliveRule alive = AliveRule.UPDATE_WINS;

    Story(ConflictResolver policy, String type, String... arguments) {
        this.policy = policy;
        this.arguments = List.of(arguments);
        this.layout = new TableLayout(
                new TableName("public", "products"),
                List.of(
                        new ColumnLayout("id", "text", true, false),
                        new ColumnLayout("value", type, false, false),
                        new ColumnLayout("note", "text", false, false),
                        new ColumnLayout("counted_at", "timestamp with time zone", false, false)));
    }

    static NodeId node(char branch) {
        return new NodeId(String.valueOf(branch).repeat(16));
    }

    static RowImage row(@Nullable String value, @Nullable String note, @Nullable String countedAt) {
        return new RowImage(Arrays.asList("1", value, note, countedAt));
    }

    static RowImage row(@Nullable String value) {
        return row(value, "n", null);
    }

    Story alive(AliveRule rule) {
        alive = rule;
        return this;
    }

    /** A branch commits a change at the next moment. */
    Story change(char branch, @Nullable RowImage before, @Nullable RowImage after) {
        return change(branch, changes.size() + 1L, before, after);
    }

    /** A branch says what it held before anybody watched. */
    Story baseline(char branch, @Nullable RowImage row) {
        return change(branch, 0, null, row);
    }

    private Story change(char branch, long time, @Nullable RowImage before, @Nullable RowImage after) {
        Operation operation = before == null ? Operation.INSERT : after == null ? Operation.DELETE : Operation.UPDATE;
        VersionVector past = known.getOrDefault(branch, VersionVector.EMPTY);
        OriginId origin = new OriginId(node(branch), 1);
        Dot dot = new Dot(origin, past.sequence(origin) + 1);
        known.put(branch, past.advance(dot));
        changes.add(new VersionedChange(
                dot, past, new HybridTimestamp(time << 16), new RowChange(operation, layout, before, after)));
        return this;
    }

    /** These branches now know all that either knew. */
    Story exchange(char... branches) {
        VersionVector all = VersionVector.EMPTY;
        for (char branch : branches) {
            all = all.join(known.getOrDefault(branch, VersionVector.EMPTY));
        }
        for (char branch : branches) {
            known.put(branch, all);
        }
        return this;
    }

    Resolution resolution() {
        List<ColumnRule> rules = List.of(
                new ColumnRule(List.of("value"), policy.name(), arguments),
                new ColumnRule(List.of("note"), "last-writer", List.of()),
                new ColumnRule(List.of("counted_at"), "last-writer", List.of()));
        return new RowResolver(
                        table -> new TableRules(alive, rules),
                        name -> name.equals(policy.name()) ? policy : new LastWriter())
                .resolve(layout, changes);
    }

    /** What the value is in the end. */
    @Nullable
    String value() {
        RowImage row = resolution().row();
        return row == null ? "no row" : row.value(1);
    }

    /** The reasons for what was decided about the value. */
    List<String> reasons() {
        return resolution().conflicts().stream()
                .flatMap(conflict -> conflict.decisions().stream())
                .filter(decided -> decided.column().equals("value"))
                .map(decided -> decided.reason())
                .toList();
    }
}
