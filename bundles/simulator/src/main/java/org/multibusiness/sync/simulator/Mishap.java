package org.multibusiness.sync.simulator;

import org.multibusiness.sync.simulator.Topology.Edge;
import org.multibusiness.sync.simulator.store.Room;

/** A fault, from its beginning to its end. */
final class Mishap {
    private static final double ERRORS = 0.4;

    private final World world;
    private final Node node;
    private final Step step;

    Mishap(World world, Node node, Step step) {
        this.world = world;
        this.node = node;
        this.step = step;
    }

    void happen() {
        switch (step.kind()) {
            case WRITE -> throw new IllegalStateException("no fault: " + step);
            case RETENTION -> world.prune(step.amount());
            case LEAVE -> world.leave(node, step.amount());
            case CUT -> world.network().block(step.node(), step.other(), step.amount());
            case DEATH -> world.network().die(step.node(), step.other());
            case ONE_WAY -> world.network().blockOneWay(step.node(), step.other(), step.amount());
            case PARTITION -> partition(step.other());
            case ISOLATE -> partition(1 << step.node());
            case FLAP -> flap();
            case SLOW_LINK -> world.network().slow(step.node(), step.other(), step.amount());
            case DOUBLE_DIAL -> dialTwice();
            case CRASH -> crash();
            case PAUSE -> during(() -> node.pause(true), () -> node.pause(false));
            case STANDSTILL -> world.standStill(node);
            case SYNC_NOW -> node.syncNow();
            case DISK_ERRORS -> during(() -> node.disk.errors(ERRORS), () -> node.disk.errors(0));
            case SLOW_DISK -> during(() -> node.disk.slow(true), () -> node.disk.slow(false));
            case BACKUP -> world.backups().take(node);
            case RESTORE -> restore();
            case CLONE -> copy();
            case FULL_DISK ->
                during(
                        () -> node.store().room(step.other() == 0 ? Room.USERS_ONLY : Room.NONE),
                        () -> node.store().room(Room.ENOUGH));
            case CLOCK_JUMP -> node.clock.jump(step.amount());
            case CLOCK_DRIFT -> node.clock.drift((int) step.amount());
        }
    }

    private void during(Runnable begin, Runnable end) {
        begin.run();
        world.time().in(step.amount(), end);
    }

    private void partition(int group) {
        for (Edge edge : world.topology().edges()) {
            if ((group >> edge.one() & 1) != (group >> edge.other() & 1)) {
                world.network().block(edge.one(), edge.other(), step.amount());
            }
        }
    }

    private void flap() {
        for (long at = 0; at < step.amount(); at += 300) {
            world.time().in(at, () -> world.network().block(step.node(), step.other(), 0));
        }
    }

    private void dialTwice() {
        world.network().dial(step.node(), step.other());
        world.network().dial(step.other(), step.node());
    }

    private void restore() {
        if (node.isRunning()) {
            world.backups().restore(node, step.amount());
        }
    }

    private void copy() {
        if (node.isRunning() && step.node() != step.other()) {
            world.backups().copy(world.node(step.other()), node, (int) step.amount(), step.amount());
        }
    }

    private void crash() {
        if (node.isRunning()) {
            node.kill();
            world.network().died(step.node());
            world.time().in(step.amount(), node::restart);
        }
    }
}
