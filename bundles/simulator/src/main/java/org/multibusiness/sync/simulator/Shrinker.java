package org.multibusiness.sync.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes a failing script small: leaves out steps as long as it fails (Zeller and Hildebrandt's ddmin, 2002). */
final class Shrinker {
    private final Predicate<Script> fails;
    private int tries;

    /** A shrinker that asks at most so often. */
    Shrinker(Predicate<Script> fails, int tries) {
        this.fails = fails;
        this.tries = tries;
    }

    Script shrink(Script failing) {
        Script smallest = failing;
        int parts = 2;
        while (smallest.steps().size() > 1 && parts <= smallest.steps().size() && tries > 0) {
            Script less = without(smallest, parts);
            if (less.steps().size() < smallest.steps().size()) {
                smallest = less;
                parts = Math.max(2, parts - 1);
            } else if (parts == smallest.steps().size()) {
                break;
            } else {
                parts = Math.min(smallest.steps().size(), parts * 2);
            }
        }
        return smallest;
    }

    /** The script without the first part that it can do without; the script itself when there is none. */
    private Script without(Script script, int parts) {
        List<Step> steps = script.steps();
        for (int part = 0; part < parts && tries > 0; part++) {
            int from = part * steps.size() / parts;
            int to = (part + 1) * steps.size() / parts;
            List<Step> rest = new ArrayList<>(steps.subList(0, from));
            rest.addAll(steps.subList(to, steps.size()));
            tries--;
            Script less = script.with(rest);
            if (fails.test(less)) {
                return less;
            }
        }
        return script;
    }
}
