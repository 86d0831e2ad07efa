package org.multibusiness.sync.simulator.mutation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.multibusiness.sync.simulator.Simulator;

/** Runs among the broken classes; talks to the outside in the words of the JDK. */
public final class Probe implements BiFunction<Integer, String, String[]> {
    private static final int TRIES = 8;

    /**
     * Runs seeds until one breaks a promise, at most so many, and those that every build plays.
     *
     * @param kind only stories with a step of this kind; empty for any
     * @return how many seeds it took, the check that noticed, and how many steps the story was shrunk to; nothing when none noticed
     */
    @Override
    public String[] apply(Integer seeds, String kind) {
        Simulator simulator = new Simulator();
        int played = 0;
        List<Long> all = new ArrayList<>(Simulator.smallFirst(seeds, kind));
        all.addAll(Simulator.FOUND);
        for (long seed : all) {
            played++;
            Optional<Simulator.Failure> failure = simulator.run(seed, TRIES);
            if (failure.isPresent()) {
                return new String[] {
                    Integer.toString(played),
                    failure.get().check(),
                    Integer.toString(failure.get().steps()),
                    failure.get().message()
                };
            }
        }
        return new String[0];
    }
}
