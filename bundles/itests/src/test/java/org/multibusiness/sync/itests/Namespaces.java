package org.multibusiness.sync.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.multibusiness.sync.demo.Branch;

/**
 * Hosts on one wire: network namespaces on a bridge, all named after this process and removed in the end. Needs root, iproute2 and
 * nftables.
 */
final class Namespaces {
    private static final String THIS_COMPUTER = "10.77.0.254";

    private final String prefix = "sd" + ProcessHandle.current().pid();
    private final String bridge = prefix + "br";
    private final List<String> hosts = new ArrayList<>();

    /** Whether this computer lets us; makes and removes one to find out. */
    static boolean possible() throws Exception {
        String trial = "sd" + ProcessHandle.current().pid() + "try";
        boolean made = run("ip", "netns", "add", trial) == 0;
        boolean able = made && run("ip", "netns", "exec", trial, "nft", "add", "table", "inet", "t") == 0;
        run("ip", "netns", "del", trial);
        return able;
    }

    Namespaces() throws Exception {
        must("ip", "link", "add", bridge, "type", "bridge");
        must("ip", "link", "set", bridge, "up");
    }

    /** A host with one network card and the address 10.77.0.n. */
    String add() throws Exception {
        int number = hosts.size() + 1;
        String host = prefix + "h" + number;
        must("ip", "netns", "add", host);
        hosts.add(host);
        must("ip", "link", "add", host + "v", "type", "veth", "peer", "name", "eth0", "netns", host);
        plug(host);
        inside(host, "ip", "link", "set", "lo", "up");
        inside(host, "ip", "addr", "add", address(host) + "/24", "dev", "eth0");
        inside(host, "ip", "link", "set", "eth0", "up");
        // Else it takes the system half a minute to ask again whether a neighbour is still there.
        inside(host, "sh", "-c", "echo 5000 > /proc/sys/net/ipv4/neigh/eth0/base_reachable_time_ms");
        return host;
    }

    String address(String host) {
        return "10.77.0." + (hosts.indexOf(host) + 1);
    }

    /** Another program on the host. */
    Process guest(String host, String... arguments) throws IOException {
        return program(host, Guest.class, arguments);
    }

    /** A main class of the tests, as a program on the host. */
    Process program(String host, Class<?> main, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", host));
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        line.addAll(List.of(arguments));
        return new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Runs statements in a database that only the host itself reaches. */
    void sql(String host, String url, String... statements) throws Exception {
        List<String> line = new ArrayList<>(List.of("sql", url));
        line.addAll(List.of(statements));
        if (guest(host, line.toArray(new String[0])).waitFor() != 0) {
            throw new IllegalStateException("at " + host + " failed: " + String.join("; ", statements));
        }
    }

    /** A branch on the host. It announces every second, so that silence shows after seconds. */
    Branch branch(String name, String host, Path work, Map<String, String> shared) throws Exception {
        Branch branch = new Branch(name, home(host, Distribution.home(), work), work, shared);
        Files.writeString(
                branch.etc("org.multibusiness.sync.discovery.multicast.cfg"),
                "presence.interval.ms = 1000\npeer.timeout.ms = 5000\n",
                StandardOpenOption.APPEND);
        return branch;
    }

    /** This computer gets an address on the wire, too. */
    String addressOfThisComputer() throws Exception {
        must("ip", "addr", "add", THIS_COMPUTER + "/24", "dev", bridge);
        return THIS_COMPUTER;
    }

    /** The router gave the host another address. */
    void readdress(String host, String from, String to) throws Exception {
        // With the first address of a network the system takes its others away, too: so the new one comes after.
        inside(host, "ip", "addr", "del", from + "/24", "dev", "eth0");
        inside(host, "ip", "addr", "add", to + "/24", "dev", "eth0");
    }

    /** The host has one more network card, whose cable leads nowhere. */
    void card(String host, String name, String address) throws Exception {
        String end = name + "end";
        inside(host, "ip", "link", "add", name, "type", "veth", "peer", "name", end);
        inside(host, "ip", "addr", "add", address, "dev", name);
        inside(host, "ip", "link", "set", name, "up");
        inside(host, "ip", "link", "set", end, "up");
    }

    /** Waits until a program on the host has bound the UDP port. */
    void awaitUdp(String host, int port) {
        String[] listing = {"ip", "netns", "exec", host, "sh", "-c", "ss -Hlun | grep -q ':" + port + " '"};
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> run(listing) == 0);
    }

    void unplug(String host) throws Exception {
        must("ip", "link", "set", host + "v", "nomaster");
    }

    void plug(String host) throws Exception {
        must("ip", "link", "set", host + "v", "master", bridge, "up");
    }

    /** The host's firewall has these rules, and no others: chain i sees what comes in, chain o what goes out. */
    void firewall(String host, String... rules) throws Exception {
        inside(host, "nft", "flush ruleset");
        inside(host, "nft", "add table inet t");
        inside(host, "nft", "add chain inet t i { type filter hook input priority 0; }");
        inside(host, "nft", "add chain inet t o { type filter hook output priority 0; }");
        for (String rule : rules) {
            inside(host, "nft", "add rule inet t " + rule);
        }
    }

    /**
     * A copy of the distribution's entry points, of which each begins in the host. The client tells its exit status in its last
     * line, and does not fail by it.
     */
    Path home(String host, Path home, Path folder) throws Exception {
        Path inside = folder.resolve(host);
        Files.createDirectories(inside.resolve("bin"));
        must("cp", "-r", home.resolve("etc").toString(), inside.resolve("etc").toString());
        script(inside.resolve("bin/karaf"), "exec ip netns exec " + host + " " + home.resolve("bin/karaf") + " \"$@\"");
        script(
                inside.resolve("bin/client"),
                "ip netns exec " + host + " " + home.resolve("bin/client") + " \"$@\"; s=$?; echo; echo exit $s");
        return inside;
    }

    private static void script(Path file, String line) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private static void inside(String host, String... words) throws Exception {
        List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", host));
        line.addAll(List.of(words));
        must(line.toArray(new String[0]));
    }

    private static void must(String... words) throws Exception {
        if (run(words) != 0) {
            throw new IllegalStateException(String.join(" ", words) + " failed");
        }
    }

    private static int run(String... words) throws Exception {
        try {
            Process process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return -1;
            }
            return process.exitValue();
        } catch (IOException noSuchTool) {
            return -1;
        }
    }

    /** Takes all of it away. */
    void close() throws Exception {
        for (String host : hosts) {
            run("ip", "netns", "del", host);
        }
        run("ip", "link", "del", bridge);
    }
}
