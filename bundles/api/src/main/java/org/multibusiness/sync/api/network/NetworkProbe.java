package org.multibusiness.sync.api.network;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Asks the network and the system, when the doctor wants evidence. Every method blocks, for the patience it is given and
 * a second at most. Thread-safe. Changes nothing and sends nothing but a connection attempt or an echo request.
 */
@ProviderType
public interface NetworkProbe {
    /** The addresses of a name or literal; empty when it does not resolve in time. */
    List<InetAddress> resolve(String host, Duration patience);

    /** Tries to connect, and hangs up at once. */
    Knock knock(InetAddress host, int port, Duration patience);

    /** Whether the host shows any life, without its sync port. */
    Life life(InetAddress host, Duration patience);

    /** Who listens on a port of this host, for people ({@code java (pid 4711)}); empty when the system does not tell. */
    Optional<String> owner(Protocol protocol, int port);

    /** What is asked for. */
    enum Protocol {
        /** A listening stream. */
        TCP,
        /** A bound datagram socket. */
        UDP
    }

    /**
     * How a connection attempt went.
     *
     * @param answer the kind
     * @param millis how long it took
     * @param detail what the system said
     */
    record Knock(Answer answer, long millis, String detail) {}

    /** Kinds of answers to a connection attempt. */
    enum Answer {
        /** Somebody listens. */
        CONNECTED,
        /** The host, or somebody for it, says that nobody listens. */
        REFUSED,
        /** Nobody says anything. */
        TIMED_OUT,
        /** No route, or a router or the host says that one may not. */
        UNREACHABLE,
        /** It could not be tried. */
        UNKNOWN
    }

    /**
     * Signs of a host's life.
     *
     * @param neighbour what the neighbour table says: on our own link, and answering there or not
     * @param answered whether anything answered: the neighbour entry, an echo request, another port
     * @param evidence what, for people
     */
    record Life(Neighbour neighbour, boolean answered, String evidence) {}

    /** What the neighbour table says about a host. */
    enum Neighbour {
        /** It is on our link and answered there. */
        ANSWERS,
        /** It should be on our link, and did not answer. */
        SILENT,
        /** It is not on our link, or the table does not say. */
        NONE
    }
}
