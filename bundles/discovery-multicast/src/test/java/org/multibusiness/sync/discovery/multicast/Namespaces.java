package org.multibusiness.sync.discovery.multicast;

import static org.junit.Assume.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.rules.ExternalResource;

/**
 * Hosts on a bridge: network namespaces, the bridge in one of its own, so that nothing touches this machine's network. Needs root;
 * elsewhere the test is skipped aloud.
 */
final class Namespaces extends ExternalResource {
    private static final int PORT = 5353;

    private final String prefix = "mbs" + ProcessHandle.current().pid() % 100_000;
    private final List<Host> hosts = new ArrayList<>();

    /** A host, and the node that runs there. */
    static final class Host {
        final int number;
        final String namespace;
        final List<String> said = new CopyOnWriteArrayList<>();
        private final Process process;

        private Host(int number, String namespace) throws IOException {
            this.number = number;
            this.namespace = namespace;
            this.process = new ProcessBuilder(
                            ip(),
                            "netns",
                            "exec",
                            namespace,
                            java(),
                            "-Xmx48m",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            NamespaceNode.class.getName(),
                            String.format("%02d", number).repeat(8),
                            Integer.toString(PORT),
                            "eth0",
                            "eth1",
                            "docker0",
                            "tun0")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Thread listener = new Thread(this::listen, "listen-" + namespace);
            listener.setDaemon(true);
            listener.start();
        }

        private void listen() {
            try (BufferedReader words = process.inputReader(StandardCharsets.UTF_8)) {
                words.lines().forEach(said::add);
            } catch (IOException | UncheckedIOException ended) {
                said.add("0 ended " + ended.getMessage());
            }
        }

        /** Whom it knows now. */
        String known() {
            return said.stream()
                    .filter(line -> line.contains(" knows "))
                    .reduce((earlier, later) -> later)
                    .map(line -> line.substring(line.indexOf(" knows ") + 7))
                    .orElse("");
        }

        boolean knows(int peers) {
            return peers(known()) == peers;
        }

        /** When it first knew so many after this time, in milliseconds of the clock; never: {@link Long#MAX_VALUE}. */
        long knew(int peers, long after) {
            return said.stream()
                    .filter(line -> line.contains(" knows ") && peers(line) == peers && time(line) >= after)
                    .mapToLong(Host::time)
                    .min()
                    .orElse(Long.MAX_VALUE);
        }

        private static int peers(String known) {
            return known.split("node-", -1).length - 1;
        }

        private static long time(String line) {
            return Long.parseLong(line.substring(0, line.indexOf(' ')));
        }

        /** When it said a line for the last time, in milliseconds of the clock. */
        long at(String word) {
            return said.stream()
                    .filter(line -> line.contains(word))
                    .mapToLong(Host::time)
                    .max()
                    .orElse(0);
        }

        void ask() throws IOException {
            tell('\n');
        }

        void restart() throws IOException {
            tell(NamespaceNode.RESTART);
        }

        private void tell(char word) throws IOException {
            process.getOutputStream().write(word);
            process.getOutputStream().flush();
        }

        void stop() {
            process.destroy();
            try {
                if (!process.waitFor(5, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    protected void before() throws Throwable {
        assumeTrue(
                "SKIPPED: network namespaces need root and ip (apt-get install iproute2)",
                "root".equals(System.getProperty("user.name")) && installed().isPresent());
        assumeTrue("SKIPPED: this kernel or container makes no network namespaces", run("netns", "add", hub()) == 0);
        run("-n", hub(), "link", "add", "br0", "type", "bridge", "mcast_snooping", "0");
        assumeTrue("SKIPPED: no bridge here", run("-n", hub(), "link", "set", "br0", "up") == 0);
    }

    /** Adds hosts with these addresses, or with link-local IPv6 only, and starts a node on each. */
    List<Host> hosts(int count, String network) throws IOException {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = prefix + "n" + i;
            run("netns", "add", name);
            run("-n", name, "link", "add", "eth0", "type", "veth", "peer", "name", "p" + i, "netns", hub());
            run("-n", hub(), "link", "set", "p" + i, "master", "br0", "up");
            run("-n", name, "link", "set", "lo", "up");
            if (!network.isEmpty()) {
                run("-n", name, "addr", "add", network + (i + 1) + "/24", "dev", "eth0");
            }
            run("-n", name, "link", "set", "eth0", "up");
            names.add(name);
        }
        for (int i = 0; i < count; i++) {
            hosts.add(new Host(hosts.size() + 1, names.get(i)));
        }
        return List.copyOf(hosts);
    }

    /** The host gets one more card, on a wire of its own together with the other host's only card, which leaves the bridge. */
    void wireBeside(Host host, String address, Host other, String otherAddress) throws IOException {
        String end = "q" + other.number;
        run("-n", other.namespace, "link", "del", "eth0");
        run("-n", hub(), "link", "add", "br" + end, "type", "bridge", "mcast_snooping", "0");
        run("-n", hub(), "link", "set", "br" + end, "up");
        run("-n", host.namespace, "link", "add", "eth1", "type", "veth", "peer", "name", end + "a", "netns", hub());
        run("-n", other.namespace, "link", "add", "eth0", "type", "veth", "peer", "name", end + "b", "netns", hub());
        run("-n", hub(), "link", "set", end + "a", "master", "br" + end, "up");
        run("-n", hub(), "link", "set", end + "b", "master", "br" + end, "up");
        run("-n", host.namespace, "addr", "add", address + "/24", "dev", "eth1");
        run("-n", other.namespace, "addr", "add", otherAddress + "/24", "dev", "eth0");
        run("-n", host.namespace, "link", "set", "eth1", "up");
        run("-n", other.namespace, "link", "set", "eth0", "up");
    }

    int run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(ip()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .inheritIO()
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .start();
        try {
            return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    @Override
    protected void after() {
        try {
            for (Host host : hosts) {
                host.stop();
                run("netns", "del", host.namespace);
            }
            run("netns", "del", hub());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String hub() {
        return prefix + "hub";
    }

    private static String ip() {
        return installed().map(Path::toString).orElse("ip");
    }

    private static Optional<Path> installed() {
        return Stream.of("/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip", "/bin/ip")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
