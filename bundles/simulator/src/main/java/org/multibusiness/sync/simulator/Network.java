package org.multibusiness.sync.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private final Set<Edge> dead = new HashSet<>();
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
        return dead.contains(edge(from, to))
                || blockedUntil.getOrDefault(new Edge(from, to), 0L)
                        > world.time().millis();
    }

    private static Edge edge(int one, int other) {
        return new Edge(Math.min(one, other), Math.max(one, other));
    }

    /** A pair never gets a link again; nothing happens where some could not reach each other then. */
    void die(int one, int other) {
        Set<Edge> then = new HashSet<>(dead);
        then.add(edge(one, other));
        if (world.topology().holdsWithout(then) && dead.add(edge(one, other))) {
            world.tally().count("death");
            block(one, other, 0);
        }
    }

    /** A node is gone for good: if all others can still reach each other. */
    boolean leave(int node) {
        if (world.topology().nodes() < 3 || !holdsWithout(node)) {
            return false;
        }
        world.topology().edges().stream()
                .filter(edge -> edge.one() == node || edge.other() == node)
                .forEach(dead::add);
        died(node);
        return true;
    }

    /** Whether all others can still reach each other when nothing gets through this node. */
    boolean holdsWithout(int node) {
        return world.topology().holdsWithout(node, dead);
    }

    /** The pairs that can still have a link. */
    List<Edge> alive() {
        return world.topology().edges().stream()
                .filter(edge -> !dead.contains(edge))
                .toList();
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
        slowUntil.put(edge(one, other), world.time().millis() + millis);
    }

    /** How many times as long as usual a message takes. */
    int slowness(int one, int other) {
        return slowUntil.getOrDefault(edge(one, other), 0L) > world.time().millis() ? SLOW : 1;
    }

    /** All works again but for what is dead. */
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
