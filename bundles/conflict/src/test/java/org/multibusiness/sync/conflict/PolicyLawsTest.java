package org.multibusiness.sync.conflict;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.multibusiness.sync.api.conflict.ConflictResolver;
import org.multibusiness.sync.core.tck.ConflictResolverLaws;
import org.multibusiness.sync.core.tck.Trial;

/** The published laws, for every policy that ships. */
public class PolicyLawsTest {
    private static final List<@Nullable String> NUMBERS =
            Arrays.asList("0", "1", "1.00", "-7.5", "12", "12.0", "99.99", null, "NaN", "Infinity", "-Infinity");
    private static final List<@Nullable String> TEXTS = Arrays.asList("", "a", "A", "ä", "b", "same", null);
    private static final List<@Nullable String> MOMENTS = Arrays.asList(
            "2026-07-29 12:00:00+00", "2026-07-29 12:00:00.5+00", "0044-03-15 00:00:00+00 BC", "infinity", null);
    private static final List<@Nullable String> ARRAYS =
            Arrays.asList("{}", "{a}", "{a,b}", "{b,a}", "{\"c d\",NULL}", "{{x,y},{z,w}}", null);

    @Test
    public void lastWriter() {
        lawful(new LastWriter(), "text", TEXTS);
    }

    @Test
    public void nodePriority() {
        lawful(new NodePriority(), "text", TEXTS, "0000000000000003", "0000000000000001");
    }

    @Test
    public void alwaysKeep() {
        lawful(new AlwaysKeep(), "text", TEXTS);
    }

    @Test
    public void preferNewer() {
        lawful(new PreferNewer(), "text", TEXTS, Trial.MOMENT);
        lawful(new PreferNewer(), "timestamp with time zone", MOMENTS);
    }

    @Test
    public void preferHigher() {
        lawful(new PreferHigher(), "numeric", NUMBERS);
        lawful(new PreferHigher(), "text", TEXTS);
    }

    @Test
    public void preferLower() {
        lawful(new PreferLower(), "numeric", NUMBERS);
        lawful(new PreferLower(), "timestamp with time zone", MOMENTS);
    }

    @Test
    public void mergeArrays() {
        lawful(new MergeArrays(), "text[]", ARRAYS);
    }

    @Test
    public void delta() {
        lawful(new Delta(), "numeric", NUMBERS);
        lawful(new Delta(), "numeric", NUMBERS, "reset-by", Trial.MOMENT);
        lawful(new Delta(), "integer", List.of("0", "1", "10", "7", "-3"), "reset-by", Trial.MOMENT);
    }

    @Test
    public void keepBoth() {
        lawful(new KeepBoth(), "text", TEXTS);
    }

    @Test
    public void manual() {
        lawful(new Manual(), "text", TEXTS);
    }

    private static void lawful(
            ConflictResolver policy, String type, List<@Nullable String> values, String... arguments) {
        new ConflictResolverLaws(new Trial(policy, List.of(arguments), type, values))
                .verify(Integer.getInteger("sim.times", 1));
    }
}
