package org.multibusiness.sync.simulator;

/** How a node's disk works: it takes its time, and fails now and then. */
final class Disk {
    private static final int SLOW = 30;

    private final World world;
    private double errors;
    private int slowness = 1;

    Disk(World world) {
        this.world = world;
    }

    /** How long something takes. */
    long millis() {
        return world.disk() * slowness;
    }

    /** Whether something fails. */
    boolean fails() {
        return world.random().nextDouble() < errors;
    }

    void errors(double rate) {
        errors = rate;
    }

    void slow(boolean slow) {
        slowness = slow ? SLOW : 1;
    }
}
