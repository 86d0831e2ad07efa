package org.multibusiness.sync.simulator;

import org.multibusiness.sync.core.replica.Effect;

/** What must never happen where no database is put back or copied and nothing is pruned: each is a false alarm. */
abstract class Undisturbed implements Effect.Handler {
    final World world;

    Undisturbed(World world) {
        this.world = world;
    }

    @Override
    public void twins(Effect.Twins twins) {
        throw new Violation("G10 honesty", "there is no twin of " + twins.node());
    }

    @Override
    public void alarm(Effect.Alarm alarm) {
        world.trace("alarm: " + alarm.text());
        world.tally().count("alarm");
        world.backups().require(alarm.text());
        world.backups().alarm(alarm.topic());
    }

    @Override
    public void shortfall(Effect.Shortfall shortfall) {
        throw new Violation("G10 honesty", "nobody needs a full sync, but: " + shortfall.text());
    }

    @Override
    public void peersTold(Effect.PeersTold told) {
        // Nobody asks the doctor here.
    }
}
