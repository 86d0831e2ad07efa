package org.multibusiness.sync.discovery.mdns;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.Assume.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What the operator sees who looks for nodes with Avahi's own browser: on another host, and on the node's own, beside Avahi. */
public class AvahiBrowseTest {
    private static final String TYPE = "_multibiz-sync._tcp";
    private static final String NODE = "mba" + ProcessHandle.current().pid() + "n";
    private static final String OTHER = "mba" + ProcessHandle.current().pid() + "o";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Optional<Process> node = Optional.empty();

    @Before
    public void wireTwoHosts() throws Exception {
        List<String> missing = Stream.of("ip", "unshare", "dbus-daemon", "avahi-daemon", "avahi-browse")
                .filter(tool -> !isInstalled(tool))
                .toList();
        assumeTrue(
                "SKIPPED: not installed: " + missing + " (apt-get install iproute2 dbus avahi-daemon avahi-utils)",
                missing.isEmpty());
        assumeTrue(
                "SKIPPED: network namespaces need root, and a kernel that makes them",
                run("ip", "netns", "add", NODE) == 0);
        run("ip", "netns", "add", OTHER);
        run("ip", "link", "add", "eth0", "netns", NODE, "type", "veth", "peer", "name", "eth0", "netns", OTHER);
        address(NODE, "10.78.0.1/24");
        address(OTHER, "10.78.0.2/24");
    }

    private static void address(String host, String address) throws Exception {
        run("ip", "-n", host, "link", "set", "lo", "up");
        run("ip", "-n", host, "addr", "add", address, "dev", "eth0");
        run("ip", "-n", host, "link", "set", "eth0", "up");
    }

    @After
    public void unwire() throws Exception {
        node.ifPresent(Process::destroyForcibly);
        run("ip", "netns", "del", NODE);
        run("ip", "netns", "del", OTHER);
    }

    @Test
    public void avahiBrowseListsTheNodeFromAnotherHostAndBesideIt() throws Exception {
        try (AvahiHost beside = new AvahiHost(NODE, folder.newFolder().toPath());
                AvahiHost elsewhere = new AvahiHost(OTHER, folder.newFolder().toPath())) {
            node = Optional.of(start("1".repeat(16), "depot", 8765));

            for (AvahiHost avahi : List.of(elsewhere, beside)) {
                assertListed(avahi);
            }
        }
    }

    @Test
    public void avahiThatStartsAfterTheNodeListsItToo() throws Exception {
        node = Optional.of(start("1".repeat(16), "depot", 8765));
        try (AvahiHost first = new AvahiHost(OTHER, folder.newFolder().toPath())) {
            assertListed(first); // so the node has its port
            try (AvahiHost beside = new AvahiHost(NODE, folder.newFolder().toPath())) {
                assertListed(beside);
            }
        }
    }

    private static void assertListed(AvahiHost avahi) {
        String seen = await("the node's records")
                .atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> avahi.browse(TYPE), containsString("txt = ["));

        assertThat(seen, containsString("depot 11111111"));
        assertThat(seen, containsString("address = [10.78.0.1]"));
        assertThat(seen, containsString("port = [8765]"));
        assertThat(seen, containsString("\"id=1111111111111111\""));
    }

    private static Process start(String id, String name, int port) throws IOException {
        return new ProcessBuilder(
                        "ip",
                        "netns",
                        "exec",
                        NODE,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        BrowsedNode.class.getName(),
                        id,
                        name,
                        Integer.toString(port),
                        "eth0")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static boolean isInstalled(String tool) {
        String places = System.getenv("PATH") + File.pathSeparator + "/usr/sbin" + File.pathSeparator + "/sbin";
        return Arrays.stream(places.split(File.pathSeparator, -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, tool)));
    }

    private static int run(String... words) throws Exception {
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }
}
