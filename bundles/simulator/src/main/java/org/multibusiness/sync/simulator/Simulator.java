package org.multibusiness.sync.simulator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.simulator.Story.Outcome;
import org.multibusiness.sync.simulator.shop.Shop;

/** Runs seeds. One seed is one story, in every run the same. Not thread-safe. */
public final class Simulator {
    /**
     * Seeds whose stories broke a promise once, when a soak came to them. In this order: two lives of one database wrote a row at one
     * time, and two conflicts shared a record; a row fell back elsewhere, and here something else had been in the way; a node that
     * sent all the time did not come to say what it holds; a large transaction was begun anew while it was about to be applied.
     */
    public static final List<Long> FOUND =
            List.of(1883181877499527662L, 1883191105363643536L, 1883192007021560972L, 1883192169415574134L);

    private static final int MOST_OF_SMALL = 4;

    private final RowResolution resolution = Shop.resolution();
    private final Tally tally = new Tally();

    /**
     * A seed that broke a promise.
     *
     * @param seed which
     * @param check the check that noticed
     * @param message what is wrong
     * @param steps how many steps are left of the story
     * @param story the smallest story found that breaks the same promise, and how it ends
     */
    public record Failure(long seed, String check, String message, int steps, String story) {}

    /**
     * The first so many seeds whose stories have a step of this kind (empty: any), stories of two, three and four nodes in turn, larger clusters last: what can be found in a small
     * one is found soonest there, and what can't is not looked for in vain.
     */
    public static List<Long> smallFirst(int count, String kind) {
        Map<Integer, Integer> told = new HashMap<>();
        Map<Long, Integer> turn = new HashMap<>();
        List<Long> seeds = new ArrayList<>(LongStream.iterate(0, seed -> seed + 1)
                .filter(seed -> Script.of(seed).has(kind))
                .limit(count)
                .boxed()
                .toList());
        for (Long seed : seeds) {
            int nodes = Script.of(seed).topology().nodes();
            if (nodes > MOST_OF_SMALL) {
                turn.put(seed, count);
            } else {
                turn.put(seed, told.merge(nodes, 1, Integer::sum));
            }
        }
        seeds.sort(Comparator.<Long>comparingInt(turn::get).thenComparingLong(seed -> seed));
        return seeds;
    }

    /** The hash of a seed's course of events. */
    public String hash(long seed) {
        return Story.play(Script.of(seed), resolution).hash();
    }

    /** The last things that happen under a seed. */
    public String tail(long seed) {
        return Story.play(Script.of(seed), resolution).tail();
    }

    /** What was provoked so far. */
    public Tally tally() {
        return tally;
    }

    /**
     * Plays a seed; shrinks the story if it breaks a promise.
     *
     * @param tries how often the story may be played again to make it smaller
     */
    public Optional<Failure> run(long seed, int tries) {
        Script script = Script.of(seed);
        Outcome outcome = Story.play(script, resolution);
        tally.add(outcome.tally());
        Violation violation = outcome.violation();
        if (violation == null) {
            return Optional.empty();
        }
        String check = violation.check();
        Script small = new Shrinker(less -> breaks(less, check), tries).shrink(script.until(outcome.millis()));
        Outcome last = Story.play(small, resolution);
        String message = Objects.requireNonNullElse(last.violation(), violation).getMessage();
        return Optional.of(new Failure(
                seed,
                check,
                Objects.requireNonNullElse(message, check),
                small.steps().size(),
                small + "\n" + last.tail()));
    }

    private boolean breaks(Script script, String check) {
        Violation violation = Story.play(script, resolution).violation();
        return violation != null && violation.check().equals(check);
    }
}
