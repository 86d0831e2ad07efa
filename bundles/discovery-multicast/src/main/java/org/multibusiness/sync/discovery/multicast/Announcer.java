package org.multibusiness.sync.discovery.multicast;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.network.NetworkMonitor;
import org.multibusiness.sync.api.network.NetworkPort;
import org.multibusiness.sync.api.network.NetworkSnapshot;

/**
 * Decides when this node announces itself: in a burst when it starts, when what it would say changes and when the operator
 * asks; then at each interval; and, a moment of chance later, when a newcomer was heard or somebody asked, so that two nodes
 * know each other within a second. Says nothing while no transport accepts links. Used by the loop's thread, except where it
 * says otherwise.
 */
final class Announcer {
    private static final long[] BURST_MILLIS = {0, 200, 1_000, 3_000};
    private static final int LEAST_JITTER_MILLIS = 20;
    private static final int MOST_JITTER_MILLIS = 120;
    private static final Duration ECHO = Duration.ofSeconds(5);

    private final LateNode local;
    private final NetworkMonitor network;
    private final PresenceWriter writer;
    private final Later later;
    private final List<Future<?>> burst = new ArrayList<>();
    private Duration interval;
    private Stations station;
    private @Nullable Future<?> periodic;
    private @Nullable Said said;
    private @Nullable Future<?> answer;
    private boolean silent;
    private volatile boolean mute;
    private volatile boolean announced;
    private volatile boolean echoed;
    private volatile long firstNanos;

    /** Runs work on the loop's thread after so many milliseconds. */
    @FunctionalInterface
    interface Later {
        Future<?> run(Runnable work, long delayMillis);
    }

    /** What an announcement says; when it changes, the others must know at once. */
    private record Said(
            String name, int port, List<String> capabilities, String chosenAddress, List<NetworkPort> interfaces) {}

    Announcer(LateNode local, NetworkMonitor network, PresenceWriter writer, Stations station, Later later) {
        this.local = local;
        this.network = network;
        this.writer = writer;
        this.later = later;
        this.station = station;
        this.interval = Settings.DEFAULTS.interval();
    }

    void interval(Duration changed) {
        interval = changed;
    }

    /** From now on through another group. */
    void move(Stations changed) {
        station = changed;
        announced = false;
        echoed = false;
    }

    /** Announces if there is news. */
    void sayWhatChanged() {
        if (!local.ready()) {
            return;
        }
        NetworkSnapshot snapshot = network.snapshot();
        Said now = new Said(
                writer.isReticent() ? "" : local.name(),
                local.port(),
                local.capabilities(),
                snapshot.chosenAddress(),
                snapshot.interfaces());
        if (!now.equals(said)) {
            said = now;
            burst(false);
        }
    }

    /** Announces four times within three seconds: one datagram is easily lost while a network comes up. */
    void burst(boolean solicit) {
        if (!local.ready()) {
            return;
        }
        burst.forEach(planned -> planned.cancel(false));
        burst.clear();
        for (long delay : BURST_MILLIS) {
            burst.add(later.run(() -> announce(solicit), delay));
        }
    }

    /** Announces once, soon, however often it is asked meanwhile; by chance not together with everybody else. */
    void answer() {
        if (answer != null) {
            return;
        }
        int jitter = ThreadLocalRandom.current().nextInt(LEAST_JITTER_MILLIS, MOST_JITTER_MILLIS + 1);
        answer = later.run(
                () -> {
                    answer = null;
                    announce(false);
                },
                jitter);
    }

    /** The last message, if there was a first one. */
    void goodbye() {
        silent = true;
        if (announced) {
            station.send(writer.goodbye(network.snapshot(), Clock.systemUTC().instant()));
        }
    }

    /** Our own announcement came back. */
    void echo() {
        echoed = true;
    }

    /** Whether nothing is announced because no transport accepts links. Any thread. */
    boolean mute() {
        return mute;
    }

    /**
     * Whether our announcements should have come back by now and didn't: then multicast is blocked on this very host. Any
     * thread.
     */
    boolean unheard() {
        return announced && !echoed && System.nanoTime() - firstNanos > ECHO.toNanos();
    }

    private void announce(boolean solicit) {
        NetworkSnapshot snapshot = network.snapshot();
        station.tune(snapshot.interfaces());
        mute = local.port() == 0;
        if (!mute && !silent) {
            station.send(writer.presence(snapshot, Clock.systemUTC().instant(), solicit));
            if (!announced) {
                firstNanos = System.nanoTime();
                announced = true;
            }
        }
        if (periodic != null) {
            periodic.cancel(false);
        }
        periodic = later.run(() -> announce(false), interval.toMillis());
    }
}
