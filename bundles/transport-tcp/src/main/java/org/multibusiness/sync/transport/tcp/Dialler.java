package org.multibusiness.sync.transport.tcp;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.transport.DialFailure;
import org.multibusiness.sync.transport.tcp.Handshake.Doorway;

/** Makes connections, each in a thread of its own, each address once at a time. Thread-safe. */
final class Dialler {
    /** A dial is over within 15 s, whatever happens. */
    static final Duration BUDGET = Duration.ofSeconds(14);

    private static final int MOST = 64;

    private final Links links;
    private final Map<PeerAddress, Dial> dials = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Dialler(Links links) {
        this.links = links;
    }

    /** Dials, unless this address is being dialled; doesn't block. */
    void dial(PeerAddress address, Settings settings, Doorway doorway) {
        if (dials.size() >= MOST) {
            fail(address, "More than " + MOST + " dials are under way at once; this one was not begun.");
            return;
        }
        Dial dial = new Dial(address, settings, doorway);
        if (dials.putIfAbsent(address, dial) != null) {
            return;
        }
        if (closed) {
            dial.abandon();
        }
        try {
            links.crew().start("dial-" + address, () -> run(dial));
        } catch (OutOfMemoryError e) {
            dials.remove(address, dial);
            fail(address, "This node has no memory left for one more thread.");
        }
    }

    /** Tells the listeners that a dial was not even tried. */
    void fail(PeerAddress address, String detail) {
        DialFailure failure = new DialFailure(DialFailure.Cause.OTHER, detail);
        links.alarms().in(Duration.ZERO, () -> links.listeners().dialFailed(address, failure));
    }

    /** Breaks off all dials; each ends as soon as its thread notices, and is not reported. */
    void close() {
        closed = true;
        dials.values().forEach(Dial::abandon);
    }

    private void run(Dial dial) {
        Alarms.Alarm alarm = links.alarms().in(BUDGET, () -> {
            if (dial.abandon()) {
                links.listeners().dialFailed(dial.address(), dial.late());
            }
        });
        try {
            finish(dial);
        } finally {
            alarm.cancel();
            dials.remove(dial.address(), dial);
        }
    }

    private void finish(Dial dial) {
        try {
            Proven proven = dial.connect();
            if (dial.report()) {
                links.open(proven, dial.settings());
            } else {
                links.release();
                Deadline.closeQuietly(proven.socket());
            }
        } catch (RefusedException e) {
            if (dial.report()) {
                links.listeners().dialFailed(dial.address(), e.failure());
            }
        }
    }
}
