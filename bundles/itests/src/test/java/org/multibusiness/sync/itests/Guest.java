package org.multibusiness.sync.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.multibusiness.sync.demo.Sql;

/** Another program on a test's host, in a process of its own; ended by the test. */
public final class Guest {
    private static final int ANNOUNCED_SECONDS = 120;

    private Guest() {}

    /**
     * {@code hold PORT}: a web server that does not like what it is asked. {@code mute PORT}: listens and says nothing.
     * {@code hold-udp PORT}: has it for itself. {@code announce PORT TEXT}: says that, every second.
     * {@code sql URL STATEMENT…}: runs these in a database that only the host itself reaches.
     */
    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("sql")) {
            sql(arguments[1], List.of(arguments).subList(2, arguments.length));
            return;
        }
        int port = Integer.parseInt(arguments[1]);
        switch (arguments[0]) {
            case "hold" -> hold(port);
            case "mute" -> mute(port);
            case "hold-udp" -> holdDatagrams(port);
            default -> announce(port, arguments[2]);
        }
    }

    private static void hold(int port) throws Exception {
        try (ServerSocket held = new ServerSocket(port)) {
            while (!Thread.currentThread().isInterrupted()) {
                try (Socket guest = held.accept()) {
                    guest.getOutputStream()
                            .write("HTTP/1.0 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                }
            }
        }
    }

    /** The system accepts for whoever listens. */
    private static void mute(int port) throws Exception {
        try (ServerSocket held = new ServerSocket(port)) {
            new CountDownLatch(held.isBound() ? 1 : 0).await();
        }
    }

    private static void holdDatagrams(int port) throws Exception {
        try (DatagramSocket held = new DatagramSocket(null)) {
            held.setReuseAddress(false);
            held.bind(new InetSocketAddress(port));
            while (!Thread.currentThread().isInterrupted()) {
                held.receive(new DatagramPacket(new byte[1], 1));
            }
        }
    }

    private static void sql(String url, List<String> statements) throws SQLException {
        try (Sql database = new Sql(url)) {
            for (String each : statements) {
                database.run(each);
            }
        }
    }

    private static void announce(int port, String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByName("eth0"));
            DatagramPacket packet = new DatagramPacket(bytes, bytes.length, InetAddress.getByName("224.0.0.251"), port);
            Future<?> announcing = clock.scheduleAtFixedRate(() -> send(socket, packet), 0, 1, TimeUnit.SECONDS);
            announcing.get(ANNOUNCED_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException done) {
            // It has announced for long enough.
        } finally {
            clock.shutdownNow();
        }
    }

    private static void send(DatagramSocket socket, DatagramPacket packet) {
        try {
            socket.send(packet);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
