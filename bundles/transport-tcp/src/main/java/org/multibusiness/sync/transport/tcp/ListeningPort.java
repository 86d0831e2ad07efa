package org.multibusiness.sync.transport.tcp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port where links are accepted. A port that is taken is tried again until it is free, or until the configuration names
 * another; said once. Thread-safe.
 */
final class ListeningPort {
    private static final Logger LOG = LoggerFactory.getLogger(ListeningPort.class);
    private static final int BACKLOG = 128;

    private final Crew crew;
    private final Alarms alarms;
    private final Consumer<Socket> arrivals;
    private final Duration tryAgain;
    private @Nullable ServerSocket listening;
    private @Nullable InetSocketAddress wanted;
    private Alarms.Alarm nextTry = () -> {};
    private String problem = "";

    /**
     * Doesn't listen yet.
     *
     * @param arrivals takes a new connection; quick
     */
    ListeningPort(Crew crew, Alarms alarms, Consumer<Socket> arrivals, Duration tryAgain) {
        this.crew = crew;
        this.alarms = alarms;
        this.arrivals = arrivals;
        this.tryAgain = tryAgain;
    }

    /** Listens there, and no longer where it did before. Connections made before are not touched. */
    synchronized void listen(InetSocketAddress where) {
        stop();
        wanted = where;
        tryToBind();
    }

    /** Listens nowhere. */
    synchronized void stop() {
        nextTry.cancel();
        wanted = null;
        problem = "";
        closeSocket();
    }

    /** The port; 0 when it does not listen. */
    synchronized int port() {
        return listening == null ? 0 : listening.getLocalPort();
    }

    /** Where it listens, or what is wrong and what to do. */
    synchronized String condition() {
        if (listening != null) {
            return "listens on " + PortOwner.hostAndPort((InetSocketAddress) listening.getLocalSocketAddress());
        }
        return problem.isEmpty() ? "does not listen" : problem;
    }

    private synchronized void tryToBind() {
        InetSocketAddress where = wanted;
        if (where == null || listening != null) {
            return;
        }
        try {
            ServerSocket socket = bound(where);
            listening = socket;
            LOG.info("Links are accepted on {}.", PortOwner.hostAndPort((InetSocketAddress)
                    socket.getLocalSocketAddress()));
            problem = "";
            crew.start("accept-" + socket.getLocalPort(), () -> accept(socket));
        } catch (IOException e) {
            explain(PortOwner.advice(where, e));
        }
    }

    private void explain(String what) {
        if (!what.equals(problem)) {
            problem = what;
            LOG.error("{} It is tried again every {} ms.", what, tryAgain.toMillis());
        }
        nextTry = alarms.in(tryAgain, this::tryToBind);
    }

    private static ServerSocket bound(InetSocketAddress where) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.bind(where, BACKLOG);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void accept(ServerSocket socket) {
        try {
            while (!socket.isClosed()) {
                handOver(socket.accept());
            }
        } catch (IOException e) {
            lost(socket, e);
        }
    }

    /** Without memory for one more thread this connection is lost, not the port. */
    private void handOver(Socket connection) {
        try {
            arrivals.accept(connection);
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.error("A connection from {} could not be taken on", connection.getInetAddress(), e);
            Deadline.closeQuietly(connection);
        }
    }

    /** Closed by us, or by a lack of file handles and the like: then it is opened again later. */
    private synchronized void lost(ServerSocket socket, IOException e) {
        if (socket == listening) {
            closeSocket();
            explain("Accepting links failed (" + Words.of(e) + ").");
        }
    }

    private void closeSocket() {
        ServerSocket socket = listening;
        listening = null;
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.debug("closing {}", socket, e);
            }
        }
    }
}
