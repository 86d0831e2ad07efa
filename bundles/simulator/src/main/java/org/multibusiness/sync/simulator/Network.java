package org.multibusiness.sync.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.multibusiness.sync.simulator.Topology.Edge;

/** Dials, cuts, blocks and slows down. Each side of an edge dials for itself when it believes that it has no link. */
final class Network {
    private static final long DIAL_MILLIS = 400;
    /** A dead link is noticed within this time. */
    private static final long NOTICE_MILLIS = 3_000;

    private static final int SLOW = 40;

    private final World world;
    private final Map<Edge, Long> blockedUntil = new HashMap<>();
    private final Map<Edge, Long> slowUntil = new HashMap<>();
    private final List<Link> links = new ArrayList<>();

    Network(World world) {
        this.world = world;
    }

    void start() {
        for (Edge edge : world.topology().edges()) {
            keepDialling(edge.one(), edge.other());
            keepDialling(edge.other(), edge.one());
        }
    }

    private void keepDialling(int from, int to) {
        world.time().in(1 + world.upTo(DIAL_MILLIS), () -> {
            if (!world.node(from).hasLinkTo(world.node(to))) {
                dial(from, to);
            }
            keepDialling(from, to);
        });
    }

    /** Dials, linked or not. */
    void dial(int from, int to) {
        boolean reachable = world.node(from).isRunning() && world.node(to).isRunning();
        if (reachable && !isBlocked(from, to) && !isBlocked(to, from)) {
            world.tally().count("dial");
            Link link = new Link(world, world.node(from), world.node(to));
            links.add(link);
            link.open();
        }
    }

    private boolean isBlocked(int from, int to) {
        return blockedUntil.getOrDefault(new Edge(from, to), 0L) > world.time().millis();
    }

    /** Cuts all links between two nodes, and keeps new ones from coming up for a while. */
    void block(int one, int other, long millis) {
        blockedUntil.put(new Edge(one, other), world.time().millis() + millis);
        blockedUntil.put(new Edge(other, one), world.time().millis() + millis);
        links.stream().filter(link -> link.isOf(one, other)).forEach(link -> link.cut(NOTICE_MILLIS));
        links.removeIf(Link::isCut);
    }

    /** For a while nothing gets from one node to the other; the way back is open until the link is given up. */
    void blockOneWay(int from, int to, long millis) {
        blockedUntil.put(new Edge(from, to), world.time().millis() + millis);
        links.stream().filter(link -> link.isOf(from, to)).forEach(link -> link.deafen(to, NOTICE_MILLIS));
        links.removeIf(Link::isCut);
    }

    void slow(int one, int other, long millis) {
        slowUntil.put(
                new Edge(Math.min(one, other), Math.max(one, other)),
                world.time().millis() + millis);
    }

    /** How many times as long as usual a message takes. */
    int slowness(int one, int other) {
        Edge edge = new Edge(Math.min(one, other), Math.max(one, other));
        return slowUntil.getOrDefault(edge, 0L) > world.time().millis() ? SLOW : 1;
    }

    void heal() {
        blockedUntil.clear();
        slowUntil.clear();
    }

    /** A node died: its links are cut. */
    void died(int node) {
        links.stream().filter(link -> link.isOf(node)).forEach(link -> link.cut(NOTICE_MILLIS));
        links.removeIf(Link::isCut);
    }
}
