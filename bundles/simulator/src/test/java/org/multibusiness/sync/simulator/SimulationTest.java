package org.multibusiness.sync.simulator;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assert.fail;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Clusters under every fault keep every promise. {@code -Dsim.seed=S} repeats one story. */
public class SimulationTest {
    private static final Logger LOG = LoggerFactory.getLogger(SimulationTest.class);

    private static final int SEEDS = Integer.getInteger("sim.seeds", 500);
    private static final int TRIES = 400;
    private static final String REPEAT =
            "mvn -B -pl bundles/simulator -am verify -Dtest=SimulationTest#everySeedKeepsItsPromises"
                    + " -Dsurefire.failIfNoSpecifiedTests=false -Dsim.seed=";

    /** What has to happen beside the faults. */
    private static final List<String> OTHERS = List.of(
            "topology mesh",
            "topology line",
            "topology ring",
            "topology star",
            "topology partial",
            "conflict by keep-both",
            "conflict by last-writer",
            "conflict by delta",
            "conflict by merge-arrays",
            "conflict by prefer-higher",
            "conflict by prefer-lower",
            "conflict by node-priority",
            "conflict by manual",
            "conflict by always-keep",
            "conflict by prefer-newer",
            "conflict by update-wins",
            "conflict by delete-wins",
            "conflict UPDATE_UPDATE",
            "conflict INSERT_INSERT",
            "conflict UPDATE_DELETE",
            "conflict CONSTRAINT",
            "baseline",
            "rollback",
            "statement met a lock",
            "user transaction refused",
            "apply overtaken",
            "apply failed",
            "apply uncertain",
            "apply refused: a row is locked",
            "apply refused: the disk is full",
            "read failed",
            "first part",
            "further part",
            "stage failed",
            "apply large",
            "death",
            "standstill",
            "left",
            "pruned",
            "adopt",
            "adopt failed",
            "alarm",
            "branch",
            "strange history",
            "transaction lost with its disk",
            "transaction without a number in a copy",
            "close");

    @Test
    public void everySeedKeepsItsPromises() {
        Simulator simulator = new Simulator();
        Long only = Long.getLong("sim.seed");
        if (only != null) {
            run(simulator, only);
            LOG.info("seed {}: trace hash {}\n{}", only, simulator.hash(only), simulator.tail(only));
            return;
        }
        Tally tally = new Tally();
        // Stories share nothing: as many are played at once as there are processors.
        LongStream.range(0, SEEDS)
                .parallel()
                .mapToObj(seed -> {
                    Simulator one = new Simulator();
                    run(one, seed);
                    return one.tally();
                })
                .forEachOrdered(tally::add);
        LOG.info("simulator: {}", tally.line());
        provokesWhatItClaims(tally);
    }

    @Test
    public void storiesThatOnceBrokeAPromiseKeepIt() {
        Simulator simulator = new Simulator();
        Simulator.FOUND.forEach(seed -> run(simulator, seed));
    }

    /** With {@code -Psoak}: goes on for {@code -Dsim.minutes}, with seeds that nobody has played. */
    @Test
    public void freshSeedsKeepTheirPromises() {
        long minutes = Long.getLong("sim.minutes", 0);
        Simulator simulator = new Simulator();
        Instant end = Instant.now().plus(Duration.ofMinutes(minutes));
        long seed = Instant.now().toEpochMilli() << 20;
        while (Instant.now().isBefore(end)) {
            run(simulator, seed++);
        }
        if (minutes > 0) {
            LOG.info("soak, {} minutes: {}", minutes, simulator.tally().line());
        }
    }

    private static void run(Simulator simulator, long seed) {
        simulator
                .run(seed, TRIES)
                .ifPresent(failure -> fail("seed " + seed + " broke a promise: " + failure.message()
                        + "\n\nrepeat with: " + REPEAT + seed + "\n\nthe smallest story found: " + failure.story()));
    }

    private static void provokesWhatItClaims(Tally tally) {
        Stream<String> faults = Stream.of(Step.Kind.values())
                .filter(kind -> kind != Step.Kind.WRITE)
                .map(kind -> "fault " + kind);
        List<String> missing = Stream.concat(faults, OTHERS.stream())
                .filter(what -> tally.of(what) == 0)
                .toList();
        assertTrue("never happened: " + missing, missing.isEmpty());
    }

    @Test
    public void aSeedGivesTheSameCourseOfEventsEveryTime() {
        for (long seed = 0; seed < 10; seed++) {
            assertEquals(new Simulator().hash(seed), new Simulator().hash(seed));
        }
    }
}
