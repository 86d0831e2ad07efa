package org.multibusiness.sync.core.seeded;

import java.util.Random;

/** Runs a check for many seeds. A failure names its seed and how to repeat it. */
public final class Seeds {
    /** With this system property only the one seed is run. */
    private static final String ONLY = "sim.seed";

    /** With this system property so many times as many seeds are run. */
    private static final String TIMES = "sim.times";

    private Seeds() {}

    /** What is checked for each seed. */
    @FunctionalInterface
    public interface Check {
        /** Checks; all randomness comes from the argument. */
        void run(Random random) throws Exception;
    }

    /** Runs the check for seeds 0 to count - 1 ({@code -Dsim.times} as many), or for the one that {@code -Dsim.seed} names. */
    public static void each(int count, Class<?> test, Check check) {
        Long only = Long.getLong(ONLY);
        if (only != null) {
            run(only, test, check);
            return;
        }
        for (long seed = 0; seed < (long) count * Integer.getInteger(TIMES, 1); seed++) {
            run(seed, test, check);
        }
    }

    private static void run(long seed, Class<?> test, Check check) {
        try {
            check.run(new Random(seed));
        } catch (Exception | AssertionError e) {
            throw new AssertionError(
                    "seed " + seed + ": " + e + "\nrepeat with: mvn -pl bundles/core test -Dtest="
                            + test.getSimpleName() + "#" + method(test) + " -D" + ONLY + "=" + seed,
                    e);
        }
    }

    /** The test method that is running: the outermost frame of the class. */
    private static String method(Class<?> test) {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> frame.getClassName().equals(test.getName()))
                        .reduce((inner, outer) -> outer)
                        .map(StackWalker.StackFrame::getMethodName)
                        .orElse(""));
    }
}
