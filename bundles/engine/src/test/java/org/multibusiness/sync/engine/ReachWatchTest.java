package org.multibusiness.sync.engine;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import org.junit.Test;
import org.multibusiness.sync.api.network.Reach;

/** Peers are dialled at once when there are more that can be reached than before. */
public class ReachWatchTest {
    @Test
    public void whoComesFromOfflineOrGetsADefaultRouteReachesFurther() {
        assertTrue(ReachWatch.isFurther(Reach.State.OFFLINE, Reach.State.LOCAL));
        assertTrue(ReachWatch.isFurther(Reach.State.LOCAL, Reach.State.ONLINE));
    }

    @Test
    public void whoLosesTheWayOutDoesNot() {
        assertFalse(ReachWatch.isFurther(Reach.State.ONLINE, Reach.State.LOCAL));
        assertFalse(ReachWatch.isFurther(Reach.State.LOCAL, Reach.State.OFFLINE));
    }
}
