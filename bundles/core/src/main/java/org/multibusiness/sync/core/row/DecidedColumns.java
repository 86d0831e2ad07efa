package org.multibusiness.sync.core.row;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.ColumnRule;
import org.multibusiness.sync.api.conflict.ColumnWrite;
import org.multibusiness.sync.api.conflict.ConflictResolver;
import org.multibusiness.sync.api.conflict.ConflictResolver.Scope;
import org.multibusiness.sync.api.conflict.Contest;
import org.multibusiness.sync.api.conflict.Decision;

/**
 * A column, or a group of columns, with the policy that decides it.
 *
 * @param layout the table
 * @param indexes the columns' positions, the leading one first
 * @param triggers the positions of the columns whose change counts as a write of these
 * @param policy decides
 * @param arguments what the policy is told
 */
record DecidedColumns(
        TableLayout layout,
        List<Integer> indexes,
        List<Integer> triggers,
        ConflictResolver policy,
        List<String> arguments) {
    private static final String BASELINE_YIELDS =
            "what a table held before it was synced gives way to every change made since";

    /** Binds a rule; throws {@link IllegalArgumentException} when the table lacks one of its columns. */
    static DecidedColumns of(TableLayout layout, ColumnRule rule, ConflictResolver policy) {
        List<Integer> indexes = rule.columns().stream().map(layout::indexOf).toList();
        if (indexes.contains(-1)) {
            throw new IllegalArgumentException(
                    layout.table() + " does not have all of the columns " + rule.columns() + " of its conflict rule");
        }
        List<Integer> triggers = new ArrayList<>(indexes);
        for (String watched : policy.watched(rule.arguments())) {
            int index = layout.indexOf(watched);
            if (index >= 0) {
                triggers.add(index);
            }
        }
        return new DecidedColumns(layout, indexes, triggers, policy, rule.arguments());
    }

    /** The writes that say what the columns hold, as far as the policy looks; empty when nobody wrote them. */
    List<ColumnWrite> writes(Survival survival) {
        if (policy.scope() == Scope.ALL) {
            return writes(survival.writes(), survival.lost().keySet());
        }
        List<ColumnWrite> live = writes(survival.live(), Set.of());
        List<ColumnWrite> concurrent = Contest.concurrent(live);
        return policy.scope() == Scope.LIVE && concurrent.size() > 1 ? live : concurrent;
    }

    /** All that met: as many as compete, unless baselines gave way to real changes. */
    List<ColumnWrite> met(Survival survival) {
        return policy.scope() == Scope.ALL ? List.of() : Contest.unseen(writes(survival.live(), Set.of()));
    }

    private List<ColumnWrite> writes(List<VersionedChange> changes, Set<Dot> lost) {
        return changes.stream()
                .filter(this::wrote)
                .map(change -> write(change, lost.contains(change.dot())))
                .toList();
    }

    boolean wrote(VersionedChange change) {
        RowImage before = change.change().before();
        RowImage after = Objects.requireNonNull(change.change().after());
        return before == null
                || triggers.stream().anyMatch(index -> !Objects.equals(before.value(index), after.value(index)));
    }

    ColumnWrite write(VersionedChange change, boolean lost) {
        return new ColumnWrite(change, indexes, lost);
    }

    /** Whether the last write says it all: its author had seen the others, and what became of them. */
    static boolean isSettled(List<ColumnWrite> writes, Survival survival) {
        ColumnWrite last = writes.get(writes.size() - 1);
        return !last.lost()
                && writes.stream()
                        .allMatch(write -> write.dot().equals(last.dot())
                                || survival.isAccountedFor(write.change(), last.change()));
    }

    /** What becomes of these writes. */
    Decision decide(List<ColumnWrite> writes) {
        List<ColumnLayout> columns =
                indexes.stream().map(index -> layout.columns().get(index)).toList();
        Contest contest = new Contest(layout, columns, arguments, writes);
        List<ColumnWrite> concurrent = Contest.concurrent(contest.writes());
        if (concurrent.size() == 1 && policy.scope() != Scope.ALL) {
            return Decision.forWrite(concurrent.get(0), contest, BASELINE_YIELDS);
        }
        Decision decision = policy.decide(contest);
        if (decision.values().size() != columns.size()) {
            throw new IllegalStateException("the policy " + policy.name() + " decided "
                    + decision.values().size() + " values for " + columns.size() + " columns of " + layout.table());
        }
        return decision;
    }
}
