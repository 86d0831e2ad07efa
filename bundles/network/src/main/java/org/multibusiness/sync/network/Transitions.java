package org.multibusiness.sync.network;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.multibusiness.sync.api.network.NetworkTransition;
import org.multibusiness.sync.api.network.Reach;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last times that the host went online, local or offline. One thread notes, any may read. */
final class Transitions {
    private static final Logger LOG = LoggerFactory.getLogger(Transitions.class);
    private static final int MOST = 16;

    private volatile List<NetworkTransition> latest = List.of();

    /** The first look is none. */
    static void begin(Reach reach) {
        log(reach, "The network at the start: ");
    }

    /** Empty when the state is what it was. */
    Optional<NetworkTransition> note(Reach before, Reach now, Instant at) {
        if (before.state() == now.state()) {
            return Optional.empty();
        }
        NetworkTransition transition = new NetworkTransition(at, before.state(), now.state(), now.words());
        List<NetworkTransition> all = new ArrayList<>(latest);
        all.add(transition);
        latest = List.copyOf(all.subList(Math.max(0, all.size() - MOST), all.size()));
        log(now, "The network was " + before.state() + ", now: ");
        return Optional.of(transition);
    }

    private static void log(Reach reach, String story) {
        if (reach.state() == Reach.State.OFFLINE) {
            LOG.warn("{}{} ({})", story, reach.state(), reach.words());
        } else {
            LOG.info("{}{} ({})", story, reach.state(), reach.words());
        }
    }

    List<NetworkTransition> latest() {
        return latest;
    }
}
