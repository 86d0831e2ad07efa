package org.multibusiness.sync.core.tck;

import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.multibusiness.sync.api.conflict.ColumnWrite;
import org.multibusiness.sync.api.conflict.ConflictResolver;
import org.multibusiness.sync.api.conflict.Contest;
import org.multibusiness.sync.api.conflict.Decision;

/** The laws find policies that would part the branches. */
public class ConflictResolverLawsTest {
    private static final List<@Nullable String> NUMBERS = Arrays.asList("1", "2", "3", "5", "8", null);

    /** A policy made for a test. */
    private record Planted(Scope scope, Function<Contest, Decision> decision) implements ConflictResolver {
        @Override
        public String name() {
            return "planted";
        }

        @Override
        public Decision decide(Contest contest) {
            return decision.apply(contest);
        }
    }

    private static void verify(ConflictResolver.Scope scope, Function<Contest, Decision> decision) {
        new ConflictResolverLaws(new Trial(new Planted(scope, decision), List.of(), "integer", NUMBERS)).verify();
    }

    private static void assertFound(String law, ConflictResolver.Scope scope, Function<Contest, Decision> decision) {
        AssertionError broken = assertThrows(AssertionError.class, () -> verify(scope, decision));
        String said = String.valueOf(broken.getMessage());
        assertTrue(said, said.contains(law));
        assertTrue(said, said.contains("policy planted, seed "));
    }

    @Test
    public void aLawfulPolicyPasses() {
        verify(
                ConflictResolver.Scope.CONCURRENT,
                contest -> Decision.forWrite(contest.writes().get(0), contest, "the earliest"));
    }

    @Test
    public void memoryIsFound() {
        AtomicInteger calls = new AtomicInteger();
        assertFound("deterministic", ConflictResolver.Scope.CONCURRENT, contest -> {
            int call = calls.getAndIncrement();
            return Decision.forWrite(
                    contest.writes().get(call % contest.writes().size()), contest, "in turn");
        });
    }

    @Test
    public void aValueThatItCantJudgeIsFound() {
        assertFound(
                "NullPointerException",
                ConflictResolver.Scope.CONCURRENT,
                contest -> Decision.forWrite(
                        contest.writes().stream()
                                .max((a, b) ->
                                        Objects.requireNonNull(a.value()).compareTo(Objects.requireNonNull(b.value())))
                                .orElseThrow(),
                        contest,
                        "the greatest"));
    }

    @Test
    public void theSecondBestIsFound() {
        assertFound(
                "associative",
                ConflictResolver.Scope.CONCURRENT,
                contest -> Decision.forWrite(
                        contest.writes().get(contest.writes().size() - 2), contest, "the last but one"));
    }

    @Test
    public void addingUpOnlyWhatIsConcurrentIsFound() {
        assertFound(
                "the row kept step by step is the row of all its changes",
                ConflictResolver.Scope.ALL,
                contest -> Decision.merged(
                        contest.writes().stream()
                                .map(ConflictResolverLawsTest::moved)
                                .reduce(number(contest.writes().get(0).before()), Integer::sum)
                                .toString(),
                        "all moves since any beginning"));
    }

    private static Integer moved(ColumnWrite write) {
        return number(write.value()) - number(write.before());
    }

    private static Integer number(@Nullable String value) {
        return value == null ? 0 : Integer.valueOf(value);
    }

    @Test
    public void aDecisionThatSaysNothingIsFound() {
        assertFound(
                "a reason is given",
                ConflictResolver.Scope.CONCURRENT,
                contest -> Decision.forWrite(contest.latest(), contest, " "));
    }
}
