package org.multibusiness.sync.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.core.clock.ClockWatch;
import org.multibusiness.sync.core.clock.ClockWatch.State;
import org.multibusiness.sync.core.clock.ClockWatch.Verdict;
import org.multibusiness.sync.core.wire.Message;

/**
 * Keeps a node whose clock is wrong from giving numbers and times to local changes: they are captured, and get theirs when the
 * clock is right again. What has to be numbered nevertheless, because received changes meet it, gets the peers' time. The loop's
 * thread looks; anybody may ask.
 */
final class DriftGuard {
    private static final String TOPIC = "clock";

    private final ClockWatch watch = new ClockWatch();
    private final Supplier<Duration> most;
    private final Alarms alarms;
    private @Nullable Verdict told;
    private volatile Duration correction = Duration.ZERO;
    private volatile boolean stopped;

    /**
     * A guard.
     *
     * @param most how far clocks may be apart; zero: as far as they like
     */
    DriftGuard(Supplier<Duration> most, Alarms alarms) {
        this.most = most;
        this.alarms = alarms;
    }

    /** A message arrived. */
    void heard(NodeId peer, Message message, Instant at) {
        if (message instanceof Message.Hello hello) {
            watch.heard(peer, hello.clock(), at);
        } else if (message instanceof Message.Heartbeat heartbeat) {
            watch.heard(peer, heartbeat.clock(), at);
        }
    }

    /** Compares with the linked peers. */
    void look(Set<NodeId> linked, Instant now) {
        watch.keep(linked);
        Verdict verdict = watch.verdict(most.get());
        stopped = verdict.state() == State.WRONG;
        correction = stopped ? verdict.ahead() : Duration.ZERO;
        Verdict before = told;
        if (before == null || isOther(before, verdict)) {
            told = verdict;
            alarms.raise(TOPIC, verdict.state() == State.TOGETHER ? "" : text(verdict), now);
        }
    }

    /** Offsets differ a little with every message; that is no news. */
    private boolean isOther(Verdict before, Verdict verdict) {
        Duration moved = verdict.ahead().minus(before.ahead()).abs();
        return verdict.state() != before.state()
                || !verdict.peers().equals(before.peers())
                || moved.compareTo(most.get()) > 0;
    }

    private String text(Verdict verdict) {
        Duration ahead = verdict.ahead();
        String offset = ahead.abs().toSeconds() + " s " + (ahead.isNegative() ? "ahead of" : "behind");
        List<String> peers = verdict.peers().stream().map(NodeId::value).toList();
        String limit = " (clock.max-drift is " + most.get().toSeconds() + " s)";
        return verdict.state() == State.WRONG
                ? "This server's clock is wrong: " + offset + " those of " + String.join(", ", peers) + limit
                        + ". Its changes are kept and sent when the clock is right again; received ones are applied as ever."
                        + " Next: set the clock, for example with chrony or systemd-timesyncd"
                : "The clock of this server or that of " + String.join(", ", peers) + " is wrong: this one is " + offset
                        + " the other" + limit
                        + ". Sync goes on, but the later change of two may not be the one that was later."
                        + " Next: compare both with the true time, and set the wrong one";
    }

    /** Whether local changes must wait for a right clock. */
    boolean isStopped() {
        return stopped;
    }

    /** The time, by the peers' clocks when ours is wrong. */
    Instant now() {
        return Instant.now().plus(correction);
    }
}
