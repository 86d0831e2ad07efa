package org.multibusiness.sync.core.row;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.AliveRule;
import org.multibusiness.sync.api.conflict.ColumnWrite;
import org.multibusiness.sync.api.conflict.ConflictResolver;
import org.multibusiness.sync.api.conflict.Decision;
import org.multibusiness.sync.api.conflict.Resolution;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.api.conflict.TableRules;

/**
 * A row as a function of the set of its changes: alive iff deletions left a write, by the table's rule; each column, or group
 * of columns, decided among its writes by its policy; columns nobody wrote come from the greatest live change's image. Because
 * only the set counts, all nodes that hold the same changes hold the same row, whatever order they came in.
 */
public final class RowResolver implements RowResolution {
    private final Function<TableLayout, TableRules> rules;
    private final Function<String, ConflictResolver> policies;

    /**
     * A resolver.
     *
     * @param rules each table's rules
     * @param policies the policy of a name; throws when there is none
     */
    public RowResolver(Function<TableLayout, TableRules> rules, Function<String, ConflictResolver> policies) {
        this.rules = rules;
        this.policies = policies;
    }

    /** A resolver that decides every column of every table by one policy, under the default rule for deletions. */
    public static RowResolver uniform(ConflictResolver policy) {
        return new RowResolver(
                layout -> TableRules.uniform(layout, AliveRule.UPDATE_WINS, policy.name()), name -> policy);
    }

    @Override
    public Resolution resolve(TableLayout layout, List<VersionedChange> changes) {
        Set<Dot> known = new HashSet<>();
        List<VersionedChange> sorted = changes.stream()
                .filter(change -> known.add(change.dot()))
                .map(change -> project(change, layout))
                .sorted(VersionedChange.TOTAL_ORDER)
                .toList();
        TableRules table = rules.apply(layout);
        List<DecidedColumns> columns = bind(layout, table);
        Survival survival = Survival.of(table.alive(), sorted);
        ConflictJournal journal = new ConflictJournal(layout, columns);
        RowImage row = survival.live().isEmpty() ? null : merge(columns, survival, journal);
        journal.deletions(table.alive(), survival);
        return new Resolution(row, journal.conflicts(), row == null ? null : WholeChange.of(layout, row, survival));
    }

    @Override
    public TableRules rules(TableLayout layout) {
        return rules.apply(layout);
    }

    private List<DecidedColumns> bind(TableLayout layout, TableRules table) {
        List<DecidedColumns> columns = table.columns().stream()
                .map(rule -> DecidedColumns.of(layout, rule, policies.apply(rule.policy())))
                .toList();
        long decided = layout.columns().stream().filter(TableRules::isDecided).count();
        List<Integer> indexes =
                columns.stream().flatMap(c -> c.indexes().stream()).toList();
        if (indexes.size() != decided
                || indexes.stream().distinct().count() != decided
                || !indexes.stream()
                        .allMatch(i -> TableRules.isDecided(layout.columns().get(i)))) {
            throw new IllegalArgumentException(
                    "the conflict rules of " + layout.table() + " don't name each of its columns exactly once");
        }
        return columns;
    }

    private static RowImage merge(List<DecidedColumns> columns, Survival survival, ConflictJournal journal) {
        List<VersionedChange> live = survival.live();
        List<@Nullable String> row =
                new ArrayList<>(after(live.get(live.size() - 1)).values());
        for (DecidedColumns decided : columns) {
            List<ColumnWrite> writes = decided.writes(survival);
            if (!writes.isEmpty()) {
                List<@Nullable String> values = values(decided, writes, survival, journal);
                journal.yielded(decided.met(survival));
                for (int i = 0; i < values.size(); i++) {
                    row.set(decided.indexes().get(i), values.get(i));
                }
            }
        }
        return new RowImage(row);
    }

    private static List<@Nullable String> values(
            DecidedColumns decided, List<ColumnWrite> writes, Survival survival, ConflictJournal journal) {
        if (DecidedColumns.isSettled(writes, survival)) {
            return writes.get(writes.size() - 1).values();
        }
        Decision decision = decided.decide(writes);
        journal.met(decision.rivals());
        return decision.values();
    }

    static RowImage after(VersionedChange change) {
        return Objects.requireNonNull(change.change().after());
    }

    private static VersionedChange project(VersionedChange versioned, TableLayout layout) {
        RowChange change = versioned.change();
        if (change.layout().equals(layout)) {
            return versioned;
        }
        RowImage before = change.before();
        RowImage after = change.after();
        RowChange projected = new RowChange(
                change.operation(),
                layout,
                before == null ? null : Projection.of(before, change.layout(), layout),
                after == null ? null : Projection.of(after, change.layout(), layout));
        return new VersionedChange(
                versioned.dot(), versioned.past(), versioned.timestamp(), projected, versioned.chain());
    }
}
