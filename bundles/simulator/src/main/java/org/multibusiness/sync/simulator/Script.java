package org.multibusiness.sync.simulator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.multibusiness.sync.simulator.Step.Kind;
import org.multibusiness.sync.simulator.Topology.Edge;

/**
 * A story: who is there and what happens.
 *
 * @param seed makes the rest
 * @param topology who is there
 * @param steps what happens, in order of time
 */
record Script(long seed, Topology topology, List<Step> steps) {
    /** How long things happen; then all must come to rest. */
    static final long MILLIS = 12_000;

    private static final long YEAR = 365L * 86_400_000;

    private static final EnumSet<Kind> PARTING = EnumSet.of(Kind.BACKUP, Kind.RESTORE, Kind.CLONE);
    private static final EnumSet<Kind> ORDINARY = EnumSet.complementOf(PARTING);

    static {
        ORDINARY.removeAll(EnumSet.of(Kind.WRITE, Kind.RETENTION, Kind.LEAVE));
    }

    Script {
        steps = List.copyOf(steps);
    }

    /** The story of a seed. */
    static Script of(long seed) {
        Random random = new Random(seed);
        Topology topology = Topology.any(random);
        List<Step> steps = new ArrayList<>();
        int users = 10 + random.nextInt(60);
        for (int i = 0; i < users; i++) {
            Step write = new Step(
                    at(random), Kind.WRITE, random.nextInt(topology.nodes()), 0, random.nextLong() & 0xffffffffffL);
            steps.add(write);
            if (random.nextInt(3) == 0) {
                steps.add(new Step(
                        write.at() + random.nextInt(100),
                        Kind.WRITE,
                        write.node(),
                        0,
                        random.nextLong() & 0xffffffffffL));
            }
        }
        boolean parts = random.nextInt(3) == 0;
        if (!parts && random.nextBoolean()) {
            steps.add(new Step(at(random) / 2, Kind.RETENTION, 0, 0, random.nextInt(3) * 1_500L));
            if (random.nextInt(3) == 0) {
                int leaver = random.nextInt(topology.nodes());
                steps.add(new Step(at(random), Kind.LEAVE, leaver, 0, random.nextInt(8_000)));
            }
        }
        int faults = random.nextInt(5) == 0 ? 0 : random.nextInt(30);
        for (int i = 0; i < faults; i++) {
            steps.add(fault(random, topology, kind(random, parts)));
        }
        return new Script(seed, topology, steps).ordered();
    }

    private static long at(Random random) {
        return 1 + (long) (random.nextDouble() * MILLIS);
    }

    /** Databases are put back or copied in some stories only: in the others nothing may look like it. */
    private static Kind kind(Random random, boolean parts) {
        Set<Kind> kinds = parts && random.nextInt(4) == 0 ? PARTING : ORDINARY;
        return List.copyOf(kinds).get(random.nextInt(kinds.size()));
    }

    private static Step fault(Random random, Topology topology, Kind kind) {
        int node = random.nextInt(topology.nodes());
        long millis = random.nextInt(4_000);
        Edge edge = topology.edges().get(random.nextInt(topology.edges().size()));
        return switch (kind) {
            case CUT, DEATH, FLAP, SLOW_LINK, DOUBLE_DIAL ->
                new Step(at(random), kind, edge.one(), edge.other(), millis);
            case ONE_WAY ->
                random.nextBoolean()
                        ? new Step(at(random), kind, edge.one(), edge.other(), millis)
                        : new Step(at(random), kind, edge.other(), edge.one(), millis);
            case PARTITION -> new Step(at(random), kind, 0, random.nextInt(1 << topology.nodes()), millis * 2);
            case CLONE -> new Step(at(random), kind, node, random.nextInt(topology.nodes()), millis);
            case FULL_DISK -> new Step(at(random), kind, node, random.nextInt(2), millis);
            case CLOCK_JUMP -> new Step(at(random), kind, node, 0, jump(random));
            case CLOCK_DRIFT -> new Step(at(random), kind, node, 0, random.nextInt(1_000) - 500);
            default -> new Step(at(random), kind, node, 0, millis);
        };
    }

    private static long jump(Random random) {
        long most = switch (random.nextInt(3)) {
            case 0 -> 2_000;
            case 1 -> 3_600_000;
            default -> 2 * YEAR;
        };
        return (long) ((random.nextDouble() * 2 - 1) * most);
    }

    private Script ordered() {
        return with(steps.stream().sorted(Comparator.comparingLong(Step::at)).toList());
    }

    /** Whether there is a step of this kind; empty for any. */
    boolean has(String kind) {
        return kind.isEmpty()
                || steps.stream().anyMatch(step -> step.kind().name().equals(kind));
    }

    /** The same story without what comes later. */
    Script until(long millis) {
        return with(steps.stream().filter(step -> step.at() <= millis).toList());
    }

    /** The same story with other steps. */
    Script with(List<Step> others) {
        return new Script(seed, topology, others);
    }

    @Override
    public String toString() {
        return "seed " + seed + ", " + topology.nodes() + " nodes, " + topology.name() + ", " + steps.size()
                + " steps:\n" + steps.stream().map(step -> "  " + step).collect(Collectors.joining("\n"));
    }
}
