package org.multibusiness.sync.core.tck;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.AliveRule;
import org.multibusiness.sync.core.row.RowResolver;

/**
 * Two to four branches that write the same row and exchange in every order: partitions of all shapes, wrong clocks, old
 * contents. After each step every row must be what all known changes make of it. A seed fixes the story.
 */
public final class TrialCluster {
    private static final Instant START = Instant.parse("2026-07-29T12:00:00Z");

    private final Trial trial;
    private final Choices choices;
    private final boolean deletes;
    private final List<TrialBranch> branches = new ArrayList<>();
    private Instant now = START;

    /**
     * Branches that hold nothing.
     *
     * @param deletes whether rows are deleted and inserted again; otherwise all begin with one and the same row
     */
    public TrialCluster(Trial trial, AliveRule alive, boolean deletes, Choices choices) {
        this.trial = trial;
        this.choices = choices;
        this.deletes = deletes;
        RowResolver resolver = trial.resolver(alive);
        int count = 2 + choices.below(3);
        for (int i = 0; i < count; i++) {
            branches.add(new TrialBranch(i, trial.layout(choices, true), resolver, choices.below(2_000) - 1_000L));
        }
        begin();
    }

    private void begin() {
        if (deletes) {
            branches.stream()
                    .filter(branch -> choices.once(3))
                    .forEach(branch -> branch.baseline(trial.written(Map.of(), true, choices)));
        } else {
            branches.get(0).commit(trial.written(Map.of(), true, choices), now);
            branches.forEach(branch -> branch.pull(branches.get(0), 1, true));
        }
    }

    /** The branches. */
    public List<TrialBranch> branches() {
        return List.copyOf(branches);
    }

    /** A story: some steps, each a write or an exchange; then everybody hears of everything. Checks after each step. */
    public void play(int steps) {
        for (int i = 0; i < steps; i++) {
            now = now.plusMillis(choices.below(300));
            TrialBranch one = choices.of(branches);
            if (choices.once(2)) {
                write(one);
            } else {
                one.pull(
                        choices.of(branches),
                        choices.once(4) ? Integer.MAX_VALUE : 1 + choices.below(3),
                        choices.once(2));
            }
            check(one);
        }
        for (int round = 0; round < 2; round++) {
            branches.forEach(one -> branches.forEach(other -> one.pull(other, Integer.MAX_VALUE, choices.once(2))));
        }
        branches.forEach(this::check);
    }

    private void write(TrialBranch branch) {
        boolean delete = deletes && branch.hasRow() && choices.once(4);
        branch.commit(delete ? null : trial.written(branch.row(), !branch.hasRow(), choices), now);
    }

    private void check(TrialBranch branch) {
        List<VersionedChange> history = branch.history();
        if (history.isEmpty()) {
            return;
        }
        Laws.same(
                "the row kept step by step is the row of all its changes", branch.resolvedWhole(history), branch.row());
        Laws.same(
                "the order of arrival makes no difference",
                branch.row(),
                branch.resolvedWhole(choices.shuffled(history)));
        List<VersionedChange> twice = new ArrayList<>(history);
        twice.addAll(history);
        Laws.same("a change that arrives twice counts once", branch.row(), branch.resolvedWhole(twice));
        for (TrialBranch other : branches) {
            if (other.held().equals(branch.held())) {
                Laws.same("who holds the same changes holds the same row", branch.row(), other.row());
            }
        }
    }
}
