package org.multibusiness.sync.core.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.multibusiness.sync.core.simulator.Topology.Edge;

/** Dials, cuts and blocks. Each side of an edge dials for itself when it believes that it has no link. */
final class Network {
    private static final long DIAL_MILLIS = 400;

    private final Simulation world;
    private final Map<Edge, Long> blockedUntil = new HashMap<>();
    private final List<SimulatedLink> links = new ArrayList<>();

    Network(Simulation world) {
        this.world = world;
        for (Edge edge : world.topology().edges()) {
            keepDialling(edge, edge.one(), edge.other());
            keepDialling(edge, edge.other(), edge.one());
        }
    }

    private void keepDialling(Edge edge, int from, int to) {
        world.time().in(1 + world.upTo(DIAL_MILLIS), () -> {
            if (!world.node(from).hasLinkTo(world.node(to))) {
                dial(edge, from, to);
            }
            keepDialling(edge, from, to);
        });
    }

    /** Dials, linked or not. */
    void dial(Edge edge, int from, int to) {
        boolean reachable = world.node(from).isRunning() && world.node(to).isRunning();
        if (reachable && blockedUntil.getOrDefault(edge, 0L) <= world.time().millis()) {
            world.count("dial");
            SimulatedLink link = new SimulatedLink(world, world.node(from), world.node(to));
            links.add(link);
            link.open();
        }
    }

    /** Cuts all links between two nodes, and keeps new ones from coming up for a while. */
    void block(Edge edge, long millis) {
        blockedUntil.put(edge, world.time().millis() + millis);
        for (SimulatedLink link : links) {
            if (isOf(link, world.node(edge.one())) && isOf(link, world.node(edge.other()))) {
                link.cut(Simulation.NOTICE_MILLIS);
            }
        }
        links.removeIf(SimulatedLink::isCut);
    }

    void unblock(Edge edge) {
        blockedUntil.remove(edge);
    }

    void unblockAll() {
        blockedUntil.clear();
    }

    /** A node died: its links are cut. */
    void died(SimulatedNode node) {
        for (SimulatedLink link : links) {
            if (isOf(link, node)) {
                link.cut(Simulation.NOTICE_MILLIS);
            }
        }
        links.removeIf(SimulatedLink::isCut);
    }

    private static boolean isOf(SimulatedLink link, SimulatedNode node) {
        return link.dialler().node == node || link.listener().node == node;
    }
}
