package org.multibusiness.sync.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * The firewall script. ufw and firewalld are fakes that a test puts first into the PATH: they say what the real ones would, and
 * note what they are told. nftables is the real one, in a network namespace, where the test runs as root.
 */
public class FirewallScriptTest {
    private static final Path SCRIPT = Path.of("../../karaf-assembly/src/main/resources/bin/configure-sync-firewall.sh")
            .toAbsolutePath();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    /** What a run printed, and how it ended. */
    private record Ended(int status, String text) {}

    @BeforeClass
    public static void onlyWhereThereIsAShell() {
        assumeTrue("no /bin/sh here: the script is for Linux", Files.isExecutable(Path.of("/bin/sh")));
    }

    @Test
    public void ufwIsToldBothPortsInADryRunWithoutBeingCalled() throws Exception {
        fake("ufw", "echo \"$@\" >> " + told() + "; echo 'Status: active'");

        Ended ended = run(Map.of("SYNC_PORT", "9000"), "--dry-run");

        assertEquals(ended.text(), 0, ended.status());
        assertSays(ended, "ufw allow 9000/tcp comment multi-business-sync");
        assertSays(ended, "ufw allow 5353/udp comment multi-business-sync");
        assertFalse("nothing was changed", Files.readString(told()).contains("allow"));
    }

    @Test
    public void whatUfwAllowsAlreadyIsNotAskedForAgain() throws Exception {
        fake("ufw", "printf 'Status: active\\n8765/tcp                   ALLOW       Anywhere\\n'");

        Ended ended = run(Map.of(), "--check");

        assertEquals(1, ended.status());
        assertSays(ended, "open: 8765/tcp (ufw)");
        assertSays(ended, "missing: 5353/udp (ufw)");
        assertSays(ended, "Next: sudo");
    }

    @Test
    public void ufwIsReallyToldWithoutAnOption() throws Exception {
        fake("ufw", "echo \"$@\" >> " + told() + "; echo 'Status: active'");

        assertEquals(0, run(Map.of()).status());

        assertTrue(Files.readString(told()).contains("allow 8765/tcp comment multi-business-sync"));
    }

    @Test
    public void firewalldIsToldForGoodAndReadsItsRulesAnew() throws Exception {
        fake(
                "firewall-cmd",
                "case \"$1\" in --state) echo running ;; --query-port=8765/tcp) exit 0 ;; *) exit 1 ;; esac");

        Ended ended = run(Map.of(), "--dry-run");

        assertSays(ended, "open: 8765/tcp (firewalld)");
        assertSays(ended, "firewall-cmd --permanent --add-port=5353/udp");
        assertSays(ended, "firewall-cmd --reload");
        assertFalse(ended.text().contains("--add-port=8765/tcp"));
    }

    @Test
    public void withoutAFirewallThereIsNothingToOpen() throws Exception {
        fake("nft", "exit 0");

        Ended ended = run(Map.of(), "--check");

        assertEquals(ended.text(), 0, ended.status());
        assertSays(ended, "No firewall is in use here");
    }

    @Test
    public void aWrongPortOrOptionIsRefusedByName() throws Exception {
        assertSays(run(Map.of("SYNC_PORT", "70000")), "port '70000' is not a number from 1 to 65535");
        assertSays(run(Map.of(), "--open-all"), "'--open-all' is not known here");
        assertEquals(2, run(Map.of(), "--open-all").status());
    }

    @Test
    public void nftablesReallyLetsThePortsThrough() throws Exception {
        String space = "sync-fw-" + ProcessHandle.current().pid();
        boolean able = ended(Map.of(), List.of("ip", "netns", "add", space)).status() == 0;
        assumeTrue("SKIPPED: network namespaces need root and iproute2", able);
        try {
            inside(space, "nft", "add table inet shop");
            assumeTrue(
                    "SKIPPED: nft does not work here",
                    inside(space, "nft", "add chain inet shop in { type filter hook input priority 0; policy drop; }")
                                    .status()
                            == 0);

            assertEquals(1, inside(space, SCRIPT.toString(), "--check").status());
            assertEquals(0, inside(space, SCRIPT.toString()).status());
            assertEquals(0, inside(space, SCRIPT.toString(), "--check").status());
            String rules = inside(space, "nft", "list ruleset").text();
            assertTrue(rules, rules.contains("tcp dport 8765 accept"));
            assertTrue(rules, rules.contains("udp dport 5353 accept"));
        } finally {
            ended(Map.of(), List.of("ip", "netns", "del", space));
        }
    }

    private Path told() {
        return folder.getRoot().toPath().resolve("told");
    }

    private void fake(String tool, String body) throws IOException {
        Files.writeString(told(), "");
        Path script = folder.getRoot().toPath().resolve(tool);
        Files.writeString(script, "#!/bin/sh\n# A fake for this test.\n" + body + "\n");
        assertTrue(script.toFile().setExecutable(true));
    }

    /** With the fakes, and of the system's own tools only what no firewall is. */
    private Ended run(Map<String, String> environment, String... options) throws Exception {
        Path tools = folder.getRoot().toPath().resolve("tools");
        Files.createDirectories(tools);
        for (String tool : List.of("grep", "awk", "id", "sed", "cat", "mktemp", "rm", "printf")) {
            Path real = Path.of("/usr/bin", tool);
            if (!Files.exists(tools.resolve(tool))) {
                Files.createSymbolicLink(tools.resolve(tool), Files.exists(real) ? real : Path.of("/bin", tool));
            }
        }
        List<String> words = new ArrayList<>(List.of("/bin/sh", SCRIPT.toString()));
        words.addAll(List.of(options));
        Map<String, String> all = new java.util.HashMap<>(environment);
        all.put("PATH", folder.getRoot() + ":" + tools);
        return ended(all, words);
    }

    private Ended inside(String space, String... words) throws Exception {
        List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", space));
        line.addAll(List.of(words));
        return ended(Map.of(), line);
    }

    private Ended ended(Map<String, String> environment, List<String> words) throws Exception {
        Path printed = Files.createTempFile(folder.getRoot().toPath(), "printed", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(printed.toFile());
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            assertTrue(words + " did not end", process.waitFor(30, TimeUnit.SECONDS));
            return new Ended(process.exitValue(), Files.readString(printed, StandardCharsets.UTF_8));
        } catch (IOException noSuchTool) {
            return new Ended(127, String.valueOf(noSuchTool.getMessage()));
        }
    }

    private static void assertSays(Ended ended, String words) {
        assertTrue(ended.text(), ended.text().contains(words));
    }
}
