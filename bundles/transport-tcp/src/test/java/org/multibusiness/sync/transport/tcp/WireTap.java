package org.multibusiness.sync.transport.tcp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;

/** Somebody who sits on the wire of one connection and keeps what the dialler sends, enciphered as it is. */
final class WireTap implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final Socket acceptor;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    private WireTap(int target) throws IOException {
        this.acceptor = new Socket(InetAddress.getLoopbackAddress(), target);
        daemon(this::forward);
    }

    static WireTap before(int target) throws IOException {
        return new WireTap(target);
    }

    int port() {
        return listening.getLocalPort();
    }

    byte[] fromTheDialler() {
        synchronized (kept) {
            return kept.toByteArray();
        }
    }

    /** Sends the bytes again, and waits until the other end has hung up. */
    static void replay(byte[] recorded, int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(recorded);
            InputStream in = socket.getInputStream();
            byte[] ignored = new byte[1 << 13];
            int read;
            do {
                // Its answer doesn't help who has no key of the session.
                read = in.read(ignored);
            } while (read >= 0);
        } catch (SocketException reset) {
            // That is hanging up, too.
        }
    }

    private void forward() {
        try (Socket dialler = listening.accept()) {
            daemon(() -> copy(acceptor, dialler, false));
            copy(dialler, acceptor, true);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void copy(Socket from, Socket to, boolean keep) {
        byte[] bytes = new byte[1 << 13];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                if (keep) {
                    keep(bytes, read);
                }
                out.write(bytes, 0, read);
            }
        } catch (IOException cut) {
            Deadline.closeQuietly(from);
        } finally {
            Deadline.closeQuietly(to);
        }
    }

    private void keep(byte[] bytes, int length) {
        synchronized (kept) {
            kept.write(bytes, 0, length);
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    /** Cuts the wire. */
    @Override
    public void close() throws IOException {
        acceptor.close();
        listening.close();
    }
}
