package org.multibusiness.sync.simulator;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

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

    /** Whether all can still reach each other, over others, without these edges. */
    boolean holdsWithout(Set<Edge> dead) {
        return reached(0, dead).size() == nodes;
    }

    private Set<Integer> reached(int from, Set<Edge> dead) {
        Set<Integer> reached = new HashSet<>(Set.of(from));
        boolean more = true;
        while (more) {
            more = false;
            for (Edge edge : edges) {
                boolean joins = reached.contains(edge.one()) || reached.contains(edge.other());
                if (joins && !dead.contains(edge)) {
                    more |= reached.addAll(List.of(edge.one(), edge.other()));
                }
            }
        }
        return reached;
    }

    /** Whether all others can still reach each other without this one. */
    boolean holdsWithout(int node, Set<Edge> dead) {
        Set<Edge> gone = new HashSet<>(dead);
        edges.stream()
                .filter(edge -> edge.one() == node || edge.other() == node)
                .forEach(gone::add);
        return reached(node == 0 ? 1 : 0, gone).size() == nodes - 1;
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
