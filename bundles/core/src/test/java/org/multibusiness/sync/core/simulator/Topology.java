package org.multibusiness.sync.core.simulator;

import java.util.List;

/** Who can reach whom. */
record Topology(int nodes, List<Edge> edges) {
    static final Topology PAIR = new Topology(2, List.of(new Edge(0, 1)));
    static final Topology MESH_OF_THREE = new Topology(3, List.of(new Edge(0, 1), new Edge(1, 2), new Edge(0, 2)));
    static final Topology MESH_OF_FOUR = new Topology(
            4, List.of(new Edge(0, 1), new Edge(1, 2), new Edge(2, 3), new Edge(3, 0), new Edge(0, 2), new Edge(1, 3)));
    static final Topology LINE = new Topology(3, List.of(new Edge(0, 1), new Edge(1, 2)));
    static final Topology STAR = new Topology(4, List.of(new Edge(0, 1), new Edge(0, 2), new Edge(0, 3)));
    static final Topology RING =
            new Topology(4, List.of(new Edge(0, 1), new Edge(1, 2), new Edge(2, 3), new Edge(3, 0)));

    /** The last node reaches the hub only; it may be a copy of the first. */
    static final Topology COPY_AT_THE_HUB = LINE;

    /** Two linked nodes, and two that reach both of them but not each other; the last may be a copy of the first. */
    static final Topology COPY_BESIDE =
            new Topology(4, List.of(new Edge(0, 1), new Edge(0, 2), new Edge(1, 2), new Edge(3, 1), new Edge(3, 2)));

    /** Whether all nodes can still reach each other, over others, when any one edge dies. */
    boolean isRedundant() {
        return edges.size() >= nodes;
    }

    /** Two nodes, by index, that can reach each other while nothing blocks them. */
    record Edge(int one, int other) {}
}
