package org.multibusiness.sync.transport.tcp;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.multibusiness.sync.api.transport.LinkListener;

/** The links that are up, and the places for them. Thread-safe. */
final class Links {
    private final Listeners listeners;
    private final Alarms alarms;
    private final Crew crew;
    private final Compression compression;
    private final RefusalCounts counted;
    private final LinkLog log = new LinkLog();
    private final Set<TcpLink> up = ConcurrentHashMap.newKeySet();
    private int most;
    private int taken;
    private boolean closed;

    Links(Listeners listeners, Alarms alarms, Crew crew, Compression compression, RefusalCounts counted) {
        this.listeners = listeners;
        this.alarms = alarms;
        this.crew = crew;
        this.compression = compression;
        this.counted = counted;
    }

    Listeners listeners() {
        return listeners;
    }

    Alarms alarms() {
        return alarms;
    }

    Crew crew() {
        return crew;
    }

    LinkLog log() {
        return log;
    }

    RefusalCounts counted() {
        return counted;
    }

    /** From now on this many; those that are up stay up. */
    synchronized void allow(int links) {
        most = links;
    }

    /** Takes a place, if there is one. */
    synchronized boolean reserve() {
        if (closed || taken >= most) {
            return false;
        }
        taken++;
        return true;
    }

    /** Gives a place back. */
    synchronized void release() {
        taken--;
    }

    /** Starts the link of a proven peer for which a place was taken. */
    void open(Proven proven, Settings settings) {
        TcpLink link = new TcpLink(proven, settings, this, compression);
        synchronized (this) {
            if (closed) {
                link.cut();
                taken--;
                return;
            }
            up.add(link);
        }
        try {
            crew.start("read-" + proven.peer(), link::run);
        } catch (OutOfMemoryError e) {
            link.cut();
            ended(link);
            throw e;
        }
    }

    /** A link is over. */
    void ended(TcpLink link) {
        if (up.remove(link)) {
            release();
        }
    }

    /** A new listener hears of the links that are up, before this returns as far as they are idle. */
    void listen(LinkListener listener) {
        listeners.add(listener);
        up.forEach(TcpLink::introduce);
    }

    int count() {
        return up.size();
    }

    /** Says goodbye on all links, waits, then cuts what is left. No link comes up any more. */
    void close(String reason, Duration patience) {
        synchronized (this) {
            closed = true;
        }
        up.forEach(link -> link.close(reason));
        if (!crew.awaitEnd(patience)) {
            up.forEach(TcpLink::cut);
        }
    }
}
