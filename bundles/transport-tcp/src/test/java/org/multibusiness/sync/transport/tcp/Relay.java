package org.multibusiness.sync.transport.tcp;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.multibusiness.sync.api.security.Enrolment;
import org.multibusiness.sync.api.security.PeerSecurity;

/** Somebody in the middle: ends TLS on both sides with a certificate of his own and hands on what is said inside. */
final class Relay implements AutoCloseable {
    private final ServerSocket listening;
    private final CompletableFuture<Void> done;

    private Relay(ServerSocket listening, PeerSecurity own, int target) {
        this.listening = listening;
        this.done = CompletableFuture.runAsync(() -> relay(listening, own, target));
    }

    static Relay between(PeerSecurity own, int target) throws IOException {
        return new Relay(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()), own, target);
    }

    int port() {
        return listening.getLocalPort();
    }

    void awaitEnd() throws Exception {
        done.get(20, TimeUnit.SECONDS);
    }

    private static void relay(ServerSocket listening, PeerSecurity own, int target) {
        try (RawPeer dialler = RawPeer.accept(own, listening.accept());
                RawPeer acceptor = RawPeer.connect(own, target)) {
            for (int length : new int[] {Hello.LENGTH, Enrolment.MARKS, 32, 1}) {
                byte[] fromDialler = dialler.read(length);
                byte[] fromAcceptor = acceptor.read(length);
                acceptor.write(fromDialler);
                dialler.write(fromAcceptor);
            }
        } catch (EOFException hungUp) {
            // That is an end as well.
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
