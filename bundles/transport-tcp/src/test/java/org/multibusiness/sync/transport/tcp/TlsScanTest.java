package org.multibusiness.sync.transport.tcp;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasKey;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.Assume;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What {@code testssl.sh} (Debian package of that name) finds on the port of a running transport. Skipped where it is missing. */
public class TlsScanTest {
    private static final String COMMAND = "testssl";
    private static final long PATIENCE_SECONDS = 600;
    private static final List<String> OLDER = List.of("SSLv2", "SSLv3", "TLS1", "TLS1_1", "TLS1_2");
    /** Protocols, kinds of ciphers, known holes. Certificates are pinned here: no authority, no name, no dates. */
    private static final List<String> CHECKS = List.of("-p", "-s", "-U");

    private static final Set<String> HARMLESS = Set.of("DEBUG", "OK", "INFO", "LOW");
    /** What says nothing about us, and why. */
    private static final Map<String, String> ALLOWED =
            Map.of("engine_problem", "the openssl of the scanning computer has no GOST; nor do we speak it");

    private static final Pattern FINDING = Pattern.compile(
            "\"id\"\\s*:\\s*\"([^\"]*)\".*?\"severity\"\\s*:\\s*\"([^\"]*)\".*?\"finding\"\\s*:\\s*\"([^\"]*)\"",
            Pattern.DOTALL);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private record Finding(String severity, String words) {}

    @Test
    public void theScanFindsTls13OnlyAndNothingAboveLow() throws Exception {
        Assume.assumeTrue("testssl.sh is not installed: apt-get install testssl.sh", isInstalled());
        Map<String, Finding> findings;
        try (Node node = Node.open(folder.newFolder("node").toPath())) {
            findings = scan(node.transport().port());
        }

        OLDER.forEach(protocol -> assertEquals(protocol, "not offered", words(findings, protocol)));
        assertTrue(words(findings, "TLS1_3"), words(findings, "TLS1_3").startsWith("offered"));
        assertThat(findings, hasKey("heartbleed"));
        List<String> bad = findings.entrySet().stream()
                .filter(each -> !HARMLESS.contains(each.getValue().severity()))
                .filter(each -> !ALLOWED.containsKey(each.getKey()))
                .map(String::valueOf)
                .toList();
        assertEquals(List.of(), bad);
    }

    private static String words(Map<String, Finding> findings, String id) {
        Finding finding = findings.get(id);
        return finding == null ? "not asked" : finding.words();
    }

    private Map<String, Finding> scan(int port) throws IOException, InterruptedException {
        Path json = folder.getRoot().toPath().resolve("findings.json");
        Path words = folder.getRoot().toPath().resolve("words.txt");
        // Nobody outside is asked: no name server, and nobody is phoned unless --phone-out is given.
        List<String> line = Stream.of(
                        List.of(COMMAND, "--quiet", "--color", "0", "--warnings", "batch", "--nodns", "none"),
                        CHECKS,
                        List.of("--jsonfile", json.toString(), "127.0.0.1:" + port))
                .flatMap(List::stream)
                .toList();
        Process scan = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(words.toFile())
                .start();
        try {
            assertTrue("over in time", scan.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } finally {
            scan.descendants().forEach(ProcessHandle::destroyForcibly);
            scan.destroyForcibly();
        }
        Map<String, Finding> findings = read(Files.readString(json));
        assertTrue(Files.readString(words), findings.size() > OLDER.size());
        return findings;
    }

    private static Map<String, Finding> read(String json) {
        Map<String, Finding> findings = new LinkedHashMap<>();
        Matcher each = FINDING.matcher(json);
        while (each.find()) {
            findings.put(each.group(1), new Finding(each.group(2), each.group(3)));
        }
        return findings;
    }

    private static boolean isInstalled() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, COMMAND)));
    }
}
