package org.multibusiness.sync.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Who can reach whom while nothing is in the way.
 *
 * @param name what it is called
 * @param nodes how many nodes
 * @param edges pairs of nodes, by index
 */
record Topology(String name, int nodes, List<Edge> edges) {
    Topology {
        edges = List.copyOf(edges);
    }

    /** Two nodes, by index. */
    record Edge(int one, int other) {}

    /** Mostly full meshes of a few; also lines, rings, stars, and meshes with holes. */
    static Topology any(Random random) {
        int nodes = random.nextInt(12) == 0 ? 5 + random.nextInt(5) : 2 + random.nextInt(3);
        return switch (random.nextInt(8)) {
            case 0 -> of("line", nodes, (a, b) -> b == a + 1);
            case 1 -> of("ring", nodes, (a, b) -> b == a + 1 || (a == 0 && b == nodes - 1));
            case 2 -> of("star", nodes, (a, b) -> a == 0);
            case 3 -> of("partial", nodes, (a, b) -> b == a + 1 || random.nextBoolean());
            default -> of("mesh", nodes, (a, b) -> true);
        };
    }

    private interface Joined {
        boolean are(int one, int other);
    }

    private static Topology of(String name, int nodes, Joined joined) {
        List<Edge> edges = new ArrayList<>();
        for (int a = 0; a < nodes; a++) {
            for (int b = a + 1; b < nodes; b++) {
                if (joined.are(a, b)) {
                    edges.add(new Edge(a, b));
                }
            }
        }
        return new Topology(name, nodes, edges);
    }
}
