package org.multibusiness.sync.itests;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.CoreMatchers.is;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.multibusiness.sync.demo.Branch;

/** Which TCP ports of a host let a stranger connect, and which ports a branch's processes hold, in whatever namespace. */
public final class PortScan {
    private static final int PATIENCE_MS = 1_000;
    private static final int LAST = 65_535;
    private static final Duration MOMENT = Duration.ofSeconds(10);
    private static final String LISTENING = "0A";

    private PortScan() {}

    /** {@code HOST FILE}: tries all of them, and writes the open ones into the file, one a line. */
    public static void main(String[] arguments) throws IOException {
        List<String> open = IntStream.rangeClosed(1, LAST)
                .parallel()
                .filter(port -> connects(arguments[0], port))
                .mapToObj(Integer::toString)
                .toList();
        Files.write(Path.of(arguments[1]), open);
    }

    private static boolean connects(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), PATIENCE_MS);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    /**
     * The ports on which the branch's Karaf and PostgreSQL listen, on whatever address.
     *
     * @param protocol tcp or udp
     * @param beyondLoopback only those that are bound beyond loopback
     */
    static Set<Integer> held(Branch branch, String protocol, boolean beyondLoopback) throws IOException {
        Set<String> sockets = new TreeSet<>();
        ProcessHandle service = ProcessHandle.of(branch.pid()).orElseThrow();
        long postmaster = Long.parseLong(Files.readAllLines(branch.data("postgresql/cluster/postmaster.pid"))
                .get(0)
                .strip());
        for (long pid : new long[] {service.pid(), postmaster}) {
            try (var open = Files.list(Path.of("/proc", String.valueOf(pid), "fd"))) {
                sockets.addAll(open.map(PortScan::target).collect(Collectors.toSet()));
            }
        }
        Set<Integer> ports = new TreeSet<>();
        for (String table : List.of(protocol, protocol + "6")) {
            List<String> lines = Files.readAllLines(Path.of("/proc", String.valueOf(service.pid()), "net", table));
            for (String line : lines.subList(1, lines.size())) {
                String[] words = line.strip().split("\\s+", -1);
                boolean open = protocol.equals("udp") || words[3].equals(LISTENING);
                if (open
                        && sockets.contains("socket:[" + words[9] + "]")
                        && !(beyondLoopback && isLoopback(words[1]))) {
                    ports.add(Integer.parseInt(words[1].substring(words[1].lastIndexOf(':') + 1), 16));
                }
            }
        }
        return ports;
    }

    /**
     * Waits until these are the datagram ports that the branch holds beyond loopback. They are not scanned: no answer says nothing.
     * Sockets that announce or ask a name server live for a moment only.
     */
    static void awaitDatagramPorts(Branch branch, Set<Integer> ports) {
        await("datagram ports").atMost(MOMENT).until(() -> held(branch, "udp", true), is(ports));
    }

    /** As the kernel writes it: 127.0.0.1 or its form in IPv6, or ::1. */
    private static boolean isLoopback(String address) {
        return address.startsWith("0100007F:")
                || address.startsWith("0000000000000000FFFF00000100007F:")
                || address.startsWith("00000000000000000000000001000000:");
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closed) {
            return "";
        }
    }
}
