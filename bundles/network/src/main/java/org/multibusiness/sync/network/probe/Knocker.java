package org.multibusiness.sync.network.probe;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.multibusiness.sync.api.network.NetworkProbe.Answer;
import org.multibusiness.sync.api.network.NetworkProbe.Knock;

/** Tries to connect, and says how that went. */
final class Knocker {
    /** Ports on which nearly every server says yes or no: remote shell, file sharing, remote procedures. */
    private static final List<Integer> OTHERS = List.of(22, 445, 135);

    private Knocker() {}

    static Knock knock(InetAddress host, int port, Duration patience) {
        long begun = System.nanoTime();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) Math.max(1, patience.toMillis()));
            return new Knock(Answer.CONNECTED, since(begun), "connected");
        } catch (IOException e) {
            return new Knock(answer(e), since(begun), String.valueOf(e.getMessage()));
        }
    }

    /** Another port that says yes or no; the patience is for all of them. */
    static Optional<String> anyPort(InetAddress host, Duration patience) {
        Duration each = patience.dividedBy(OTHERS.size());
        for (int port : OTHERS) {
            Answer answer = knock(host, port, each).answer();
            if (answer == Answer.CONNECTED || answer == Answer.REFUSED) {
                return Optional.of("its port " + port + (answer == Answer.CONNECTED ? " answers" : " refuses"));
            }
        }
        return Optional.empty();
    }

    static Answer answer(IOException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (e instanceof SocketTimeoutException || message.contains("timed out")) {
            return Answer.TIMED_OUT;
        }
        if (e instanceof NoRouteToHostException || message.contains("unreachable") || message.contains("is down")) {
            return Answer.UNREACHABLE;
        }
        return e instanceof ConnectException && message.contains("refused") ? Answer.REFUSED : Answer.UNKNOWN;
    }

    private static long since(long begun) {
        return (System.nanoTime() - begun) / 1_000_000;
    }
}
