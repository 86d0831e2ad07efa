package org.multibusiness.sync.engine;

import org.multibusiness.sync.api.network.NetworkListener;
import org.multibusiness.sync.api.network.NetworkSnapshot;
import org.multibusiness.sync.api.network.NetworkTransition;
import org.multibusiness.sync.api.network.Reach;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** When the host gets further than before, whoever could not be reached is dialled at once, without waiting for his turn. */
@Component
public final class ReachWatch implements NetworkListener {
    private final SyncNode node;

    /** For this node. */
    @Activate
    public ReachWatch(@Reference SyncNode node) {
        this.node = node;
    }

    /** Lost addresses are {@link OwnMoves}'s matter. */
    @Override
    public void networkChanged(NetworkSnapshot snapshot) {}

    @Override
    public void reachChanged(NetworkTransition transition) {
        if (isFurther(transition.from(), transition.to())) {
            node.dialEverybody();
        }
    }

    static boolean isFurther(Reach.State before, Reach.State now) {
        return now.compareTo(before) > 0;
    }
}
