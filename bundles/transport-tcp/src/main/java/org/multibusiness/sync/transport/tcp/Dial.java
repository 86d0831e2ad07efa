package org.multibusiness.sync.transport.tcp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.transport.DialFailure;
import org.multibusiness.sync.api.transport.DialFailure.Cause;
import org.multibusiness.sync.transport.tcp.Handshake.Doorway;

/**
 * One dial: the name's addresses are tried in the order of the resolver until one leads to a peer. Run by one thread, given up
 * by any.
 */
final class Dial {
    private final PeerAddress address;
    private final Settings settings;
    private final Doorway doorway;
    private final long end;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile boolean resolved;
    private volatile Socket current = new Socket(Proxy.NO_PROXY);

    Dial(PeerAddress address, Settings settings, Doorway doorway) {
        this.address = address;
        this.settings = settings;
        this.doorway = doorway;
        this.end = System.nanoTime() + Dialler.BUDGET.toNanos();
    }

    PeerAddress address() {
        return address;
    }

    Settings settings() {
        return settings;
    }

    /** Claims the right to report the outcome; true once. */
    boolean report() {
        return over.compareAndSet(false, true);
    }

    /** Gives up; true when nothing was reported yet. */
    boolean abandon() {
        boolean first = report();
        Deadline.closeQuietly(current);
        return first;
    }

    /** What to say when the time is up. */
    DialFailure late() {
        return resolved
                ? new DialFailure(
                        Cause.TIMED_OUT, address + " did not answer within " + Dialler.BUDGET.toSeconds() + " s.")
                : new DialFailure(
                        Cause.UNKNOWN_HOST,
                        "The name server did not say where '" + address.host() + "' is within "
                                + Dialler.BUDGET.toSeconds() + " s. Is it reachable? An address in digits needs none.");
    }

    /** Blocks until there is a peer, or every address failed. */
    Proven connect() throws RefusedException {
        InetAddress[] hosts = resolve();
        resolved = true;
        List<DialFailure> failures = new ArrayList<>();
        for (InetAddress host : hosts) {
            try {
                return connect(host);
            } catch (RefusedException e) {
                failures.add(e.failure());
                if (isFinal(e.failure().cause()) || left().isNegative()) {
                    break;
                }
            }
        }
        throw ConnectFailure.mostTelling(failures);
    }

    private InetAddress[] resolve() throws RefusedException {
        try {
            return InetAddress.getAllByName(address.host());
        } catch (UnknownHostException e) {
            throw new RefusedException(
                    Cause.UNKNOWN_HOST,
                    "The name '" + address.host()
                            + "' is not known here. Is it spelled right? An address in digits needs no name"
                            + " server.",
                    e);
        }
    }

    private Proven connect(InetAddress host) throws RefusedException {
        InetSocketAddress where = new InetSocketAddress(host, address.port());
        Socket socket = new Socket(Proxy.NO_PROXY);
        current = socket;
        boolean linked = false;
        try {
            if (over.get()) {
                throw new RefusedException(Cause.OTHER, "Given up.");
            }
            socket.connect(where, (int) shorter(settings.connectTimeout()).toMillis());
            Proven proven = Handshake.dialled(doorway, socket, address, shorter(settings.handshakeDeadline()));
            linked = true;
            return proven;
        } catch (IOException e) {
            throw ConnectFailure.of(where, settings.connectTimeout(), e);
        } finally {
            if (!linked) {
                Deadline.closeQuietly(socket);
            }
        }
    }

    private Duration left() {
        return Duration.ofNanos(end - System.nanoTime());
    }

    private Duration shorter(Duration patience) {
        Duration left = left();
        Duration shorter = left.compareTo(patience) < 0 ? left : patience;
        return shorter.toMillis() < 1 ? Duration.ofMillis(1) : shorter;
    }

    /** Whether another address of the same host would say the same. */
    private static boolean isFinal(Cause cause) {
        return switch (cause) {
            case WRONG_KEY, PIN_MISMATCH, REVOKED, OUTCAST, SELF, TWIN, UNKNOWN_HOST -> true;
            case REFUSED, TIMED_OUT, UNREACHABLE, NOT_A_PEER, OTHER -> false;
        };
    }
}
