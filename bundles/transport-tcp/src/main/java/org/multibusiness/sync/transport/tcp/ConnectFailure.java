package org.multibusiness.sync.transport.tcp;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.multibusiness.sync.api.transport.DialFailure;
import org.multibusiness.sync.api.transport.DialFailure.Cause;

/** Reads what the system says about a connection that was not made. */
final class ConnectFailure {
    /** From the one that tells the operator most to the one that tells least. */
    private static final List<Cause> TELLING = List.of(
            Cause.TWIN,
            Cause.SELF,
            Cause.PIN_MISMATCH,
            Cause.WRONG_KEY,
            Cause.NOT_A_PEER,
            Cause.REFUSED,
            Cause.TIMED_OUT,
            Cause.UNREACHABLE,
            Cause.UNKNOWN_HOST,
            Cause.OTHER);

    private ConnectFailure() {}

    static RefusedException of(InetSocketAddress where, Duration patience, IOException e) {
        String to = PortOwner.hostAndPort(where);
        Cause cause = cause(e);
        String detail = switch (cause) {
            case REFUSED ->
                to + " refuses the connection: the host is there, but no sync service listens on that port. Is it"
                        + " started over there, and is the port right?";
            case TIMED_OUT ->
                to + " did not answer within " + patience.toMillis() + " ms: the host is off, or a firewall drops"
                        + " what comes to that port.";
            case UNREACHABLE ->
                to + " can't be reached from here (" + Words.of(e) + "): no network leads there now, or a"
                        + " firewall rejects it.";
            default -> to + " can't be dialled (" + Words.of(e) + ").";
        };
        return new RefusedException(cause, detail, e);
    }

    /** The failure to report when every address of a host failed; its detail tells of all of them. */
    static RefusedException mostTelling(List<DialFailure> failures) {
        Cause cause = failures.stream()
                .map(DialFailure::cause)
                .min(Comparator.comparingInt(TELLING::indexOf))
                .orElse(Cause.OTHER);
        String details = failures.stream().map(DialFailure::detail).distinct().collect(Collectors.joining(" "));
        return new RefusedException(cause, details);
    }

    private static Cause cause(IOException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (e instanceof SocketTimeoutException || message.contains("timed out")) {
            return Cause.TIMED_OUT;
        }
        if (e instanceof NoRouteToHostException || message.contains("unreachable") || message.contains("is down")) {
            return Cause.UNREACHABLE;
        }
        if (e instanceof BindException) {
            return Cause.OTHER;
        }
        return e instanceof ConnectException ? Cause.REFUSED : Cause.OTHER;
    }
}
