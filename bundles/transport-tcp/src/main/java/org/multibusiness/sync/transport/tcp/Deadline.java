package org.multibusiness.sync.transport.tcp;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/**
 * Closes a socket at a time, whatever its users are waiting for: a read time-out alone begins anew with every byte that drips
 * in. Closing the bare socket wakes readers and writers of the TLS above it at once.
 */
final class Deadline implements AutoCloseable {
    private final Socket socket;
    private final Alarms.Alarm alarm;
    private volatile boolean passed;

    Deadline(Alarms alarms, Duration patience, Socket socket) {
        this.socket = socket;
        this.alarm = alarms.in(patience, this::pass);
    }

    /** Whether it was this deadline that closed the socket. */
    boolean passed() {
        return passed;
    }

    /** All went well: the socket stays open. */
    @Override
    public void close() {
        alarm.cancel();
    }

    private void pass() {
        passed = true;
        closeQuietly(socket);
    }

    /** Closes a socket; there is nothing to be done when that fails. */
    static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is as closed as it gets.
        }
    }
}
