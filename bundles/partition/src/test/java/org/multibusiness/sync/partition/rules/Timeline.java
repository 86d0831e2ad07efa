package org.multibusiness.sync.partition.rules;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.partition.PartitionDetector.Sign;
import org.multibusiness.sync.api.partition.PartitionState;
import org.multibusiness.sync.api.partition.PeerCondition;

/** Plays a story of one peer, with a tick at every second, and writes down each change as {@code second:STATE}. */
final class Timeline {
    static final NodeId PEER = new NodeId("00000000000000a1");
    private static final Instant START = Instant.parse("2026-11-01T08:00:00Z");

    final PeerRules rules = new PeerRules(Patience.DEFAULT);
    final List<String> changes = new ArrayList<>();
    private Instant now = START;
    private long second;

    Timeline at(long target) {
        while (second < target) {
            second++;
            now = now.plusSeconds(1);
            rules.tick(now).forEach(this::note);
        }
        return this;
    }

    /** Nobody looks for so long; or, with a negative number, the clock is set back. */
    Timeline clockLeaps(long seconds) {
        now = now.plusSeconds(seconds);
        return this;
    }

    Timeline link() {
        rules.heard(PEER, "Depot", Sign.LINK, now).ifPresent(this::note);
        return this;
    }

    Timeline linkUntil(long target) {
        link();
        while (second < target) {
            at(Math.min(target, second + 3)).link();
        }
        return this;
    }

    Timeline presence() {
        rules.heard(PEER, "Depot", Sign.PRESENCE, now).ifPresent(this::note);
        return this;
    }

    /** By its id only. */
    Timeline namelessPresence() {
        rules.heard(PEER, PEER.value(), Sign.PRESENCE, now).ifPresent(this::note);
        return this;
    }

    Timeline linkLost() {
        rules.linkLost(PEER, now).ifPresent(this::note);
        return this;
    }

    Timeline goodbye() {
        rules.left(PEER, now).ifPresent(this::note);
        return this;
    }

    PeerCondition condition() {
        return rules.conditions().get(0);
    }

    PartitionState state() {
        return condition().state();
    }

    long second() {
        return second;
    }

    private void note(PeerCondition condition) {
        changes.add(second + ":" + condition.state());
    }
}
