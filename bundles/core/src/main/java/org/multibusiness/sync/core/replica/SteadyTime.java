package org.multibusiness.sync.core.replica;

import java.time.Duration;
import java.time.Instant;

/**
 * Time for waiting: goes on when somebody sets the wall clock back. Without it a retry that is due in half a second would wait
 * for as long as the clock was set back. A leap forward only makes what waits due early. Not thread-safe.
 */
final class SteadyTime {
    private Duration takenBack = Duration.ZERO;
    private Instant latest = Instant.MIN;

    /** The steady time when the wall clock says this; never less than before. */
    Instant at(Instant wall) {
        if (wall.isBefore(latest)) {
            takenBack = takenBack.plus(Duration.between(wall, latest));
        }
        latest = wall;
        return wall.plus(takenBack);
    }
}
