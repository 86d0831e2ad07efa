package org.multibusiness.sync.discovery.dns;

import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.rules.ExternalResource;

/** A real DNS server on a port of its own, whose records a test may change. */
final class Dnsmasq extends ExternalResource {
    final InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
    private @Nullable Process process;

    /** Starts it, again if need be, with these options and a time to live of one second. */
    void serve(String... options) {
        assumeTrue(
                "SKIPPED: no dnsmasq here (apt-get install dnsmasq-base)",
                installed().isPresent());
        stop();
        List<String> command = new ArrayList<>(List.of(
                installed().get().toString(),
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--pid-file=",
                "--no-resolv",
                "--no-hosts",
                "--user=" + System.getProperty("user.name"),
                "--listen-address=127.0.0.1",
                "--bind-interfaces",
                "--local=/test/",
                "--local-ttl=1",
                "--auth-ttl=1",
                "--port=" + address.getPort()));
        command.addAll(List.of(options));
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void stop() {
        Process running = process;
        process = null;
        if (running != null) {
            running.destroy();
            try {
                if (!running.waitFor(5, TimeUnit.SECONDS)) {
                    running.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    protected void after() {
        stop();
    }

    private static Optional<Path> installed() {
        return Stream.of("/usr/sbin/dnsmasq", "/usr/bin/dnsmasq", "/sbin/dnsmasq", "/usr/local/sbin/dnsmasq")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    static int freePort() {
        try (DatagramSocket socket = new DatagramSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
