package org.multibusiness.sync.core.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.Operation;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.AliveRule;
import org.multibusiness.sync.api.conflict.ColumnWrite;
import org.multibusiness.sync.api.conflict.ConflictResolver.Scope;
import org.multibusiness.sync.api.conflict.Contest;
import org.multibusiness.sync.api.conflict.Decision;

/**
 * Puts a policy on trial. Call {@link #verify} from a test of your own, with any framework:
 *
 * <pre>{@code
 * new ConflictResolverLaws(new Trial(new MyPolicy(), List.of(), "numeric(12,2)", List.of("1.00", "2.00", "2.50"))).verify();
 * }</pre>
 *
 * The laws: total (an answer for every set of writes), deterministic, commutative, idempotent; associative, when it always
 * picks one of several concurrent writes; and in simulated histories of two to four branches under every rule for deletions: same
 * changes, same row, in any order of arrival, however the history was cut.
 */
public final class ConflictResolverLaws {
    private static final int CONTESTS = 300;
    private static final int HISTORIES = 50;
    private static final int STEPS = 30;

    private final Trial trial;
    private final TableLayout layout;
    private final int index;

    /** For a policy. */
    public ConflictResolverLaws(Trial trial) {
        this.trial = trial;
        this.layout = trial.layout();
        this.index = layout.indexOf(Trial.VALUE);
    }

    /** Throws an {@link AssertionError} that names the law, the seed and what differs, when a law is broken. */
    public void verify() {
        verify(1);
    }

    /**
     * The same with more contests and histories.
     *
     * @param times so many times as many, 1 or more
     */
    public void verify(int times) {
        Laws.same(
                "the policy accepts what it is tried with",
                "",
                trial.policy().objection(layout, trial.rule()).orElse(""));
        boolean picks = LongStream.range(0, CONTESTS).allMatch(this::picksOne);
        for (long seed = 0; seed < (long) CONTESTS * times; seed++) {
            attempt(seed, choices -> contest(choices, picks));
        }
        for (long seed = 0; seed < (long) HISTORIES * times; seed++) {
            attempt(seed, this::history);
        }
    }

    private interface Attempt {
        void with(Choices choices);
    }

    private void attempt(long seed, Attempt attempt) {
        try {
            attempt.with(new Choices(seed));
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("policy " + trial.policy().name() + ", seed " + seed + ": " + e, e);
        }
    }

    private void history(Choices choices) {
        AliveRule alive = choices.of(List.of(AliveRule.values()));
        new TrialCluster(trial, alive, !choices.once(4), choices).play(5 + choices.below(STEPS));
    }

    /** Whether the answer is one of the writes. */
    private boolean picksOne(long seed) {
        boolean[] picks = new boolean[1];
        attempt(seed, choices -> {
            List<ColumnWrite> writes = concurrent(choices);
            picks[0] = !picked(writes, decide(writes)).isEmpty();
        });
        return picks[0];
    }

    private void contest(Choices choices, boolean picks) {
        List<ColumnWrite> writes = concurrent(choices);
        Decision decision = decide(writes);
        Laws.same("as many values as columns", 1, decision.values().size());
        Laws.same("rivals are among the writes", true, writes.containsAll(decision.rivals()));
        Laws.same("a reason is given", false, decision.reason().isBlank());
        Laws.same("deterministic", decision, decide(List.copyOf(writes)));
        Laws.same("commutative", decision, decide(choices.shuffled(writes)));
        List<ColumnWrite> twice = new ArrayList<>(writes);
        twice.addAll(writes);
        Laws.same("idempotent", decision, decide(twice));
        if (picks && trial.policy().scope() == Scope.CONCURRENT) {
            associative(writes, decision);
        }
    }

    /** Whoever always picks one write must find the same one by picking among some of them first. */
    private void associative(List<ColumnWrite> writes, Decision all) {
        List<ColumnWrite> some = writes.subList(0, writes.size() - 1);
        if (some.size() < 2) {
            return;
        }
        List<ColumnWrite> winners = picked(some, decide(some));
        boolean found = winners.stream()
                .map(winner -> decide(List.of(winner, writes.get(writes.size() - 1))))
                .anyMatch(last -> last.values().equals(all.values()));
        Laws.same("associative", true, found);
    }

    private static List<ColumnWrite> picked(List<ColumnWrite> writes, Decision decision) {
        return writes.stream()
                .filter(write -> write.values().equals(decision.values()))
                .toList();
    }

    private Decision decide(List<ColumnWrite> writes) {
        return trial.policy()
                .decide(new Contest(layout, List.of(layout.columns().get(index)), trial.arguments(), writes));
    }

    /** Two to five branches write without knowing of each other, upon one row or each a new one. */
    private List<ColumnWrite> concurrent(Choices choices) {
        RowImage before = choices.once(4) ? null : Trial.row(layout, trial.written(Map.of(), true, choices));
        List<ColumnWrite> writes = new ArrayList<>();
        int count = 2 + choices.below(4);
        for (int i = 0; i < count; i++) {
            RowImage after = Trial.row(layout, trial.written(Map.of(), true, choices));
            writes.add(new ColumnWrite(change(i, 1 + choices.below(3), before, after), List.of(index), false));
        }
        return writes;
    }

    private VersionedChange change(int branch, long millis, @Nullable RowImage before, RowImage after) {
        OriginId origin = new OriginId(new NodeId(String.format("%016x", branch + 1)), 1);
        Operation operation = before == null ? Operation.INSERT : Operation.UPDATE;
        return new VersionedChange(
                new Dot(origin, 1),
                VersionVector.EMPTY,
                new HybridTimestamp(millis << 16),
                new RowChange(operation, layout, before, after));
    }
}
