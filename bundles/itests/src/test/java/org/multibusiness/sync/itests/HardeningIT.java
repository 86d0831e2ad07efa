package org.multibusiness.sync.itests;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;
import org.multibusiness.sync.demo.Branch;
import org.multibusiness.sync.demo.Cluster;
import org.multibusiness.sync.demo.Sql;

/** What a page of another site, a guesser, a viewer and another user of the server get from a node. */
public class HardeningIT {
    private static final String KEY = Cluster.key();
    private static final String ADMIN = "canary-admin-" + Cluster.key();
    private static final String VIEWER = "canary-viewer-" + Cluster.key();
    private static final String OPERATOR = "canary-operator-" + Cluster.key();
    private static final String ROW = "canary-row-" + Cluster.key();
    private static final Pattern COMMAND = Pattern.compile("(?m)^\\s*([a-z][a-z0-9-]*:[a-z0-9-]+)\\s");
    private static final Pattern SERVICE = Pattern.compile("service\\.id = (\\d+)");
    private static final Pattern ROLES =
            Pattern.compile("(?m)^\\| `(sync:[a-z-]+)` \\| (yes|no) \\| (yes|no) \\| (yes|no) \\|");

    private static Cluster cluster;
    private static Branch branch;
    private static ConsoleWalk walk;

    @BeforeClass
    public static void startBranch() throws Exception {
        cluster = new Cluster(Distribution.home(), Distribution.work(HardeningIT.class), 1);
        branch = cluster.get(0);
        walk = new ConsoleWalk(branch);
        try {
            Files.writeString(
                    branch.etc("users.properties"),
                    "viewer = " + VIEWER + ",_g_:viewergroup\noperator = " + OPERATOR + ",_g_:operatorgroup\nvictim = "
                            + VIEWER + ",_g_:viewergroup\n",
                    StandardOpenOption.APPEND);
            branch.start(Map.of(
                    "SYNC_REGISTRATION_KEY",
                    KEY,
                    "SYNC_ADMIN_PASSWORD",
                    ADMIN,
                    "SYNC_MULTICAST_PORT",
                    "" + Cluster.multicastPort()));
            branch.awaitReady();
            try (Sql sql = branch.sql()) {
                sql.run("CREATE TABLE secrets (id int PRIMARY KEY, word text)");
                sql.run("INSERT INTO secrets VALUES (1, '" + ROW + "')");
            }
        } catch (Exception e) {
            cluster.close();
            throw e;
        }
    }

    @AfterClass
    public static void stopBranch() {
        cluster.close();
    }

    @Test
    public void noConsolePageObeysAPageOfAnotherSite() throws Exception {
        Set<String> pages = new TreeSet<>(walk.pages(ADMIN).keySet());
        for (String known : List.of("bundles", "components", "configMgr", "features", "services", "sync")) {
            assertTrue(known + " among " + pages, pages.contains("/system/console/" + known));
        }
        pages.addAll(List.of("/", "/sync/health", "/system/console/no-such-page", "/no-such-page"));
        String login = ConsoleWalk.login("admin", ADMIN);
        for (String page : pages) {
            for (String origin : List.of("http://evil.example", "null", "http://127.0.0.1:1")) {
                String answer = walk.ask("POST", page, walk.own(), login, "Origin: " + origin);
                assertEquals("POST " + page + " from " + origin, 403, ConsoleWalk.status(answer));
            }
            String rebound =
                    walk.ask("GET", page, "evil.example:" + branch.ports().http(), login);
            assertEquals("GET " + page + " under another name", 421, ConsoleWalk.status(rebound));
        }
        String own = walk.ask(
                "POST",
                "/system/console/bundles?action=refreshPackages",
                walk.own(),
                login,
                "Origin: http://" + walk.own());
        assertEquals("the console's own page", 200, ConsoleWalk.status(own));
    }

    @Test
    public void everyAnswerForbidsFramesAndForeignScripts() throws Exception {
        Map<String, String> answers = new TreeMap<>(walk.pages(ADMIN));
        answers.put("health", walk.ask("GET", "/sync/health", walk.own()));
        answers.put("no login", walk.ask("GET", "/system/console/bundles", walk.own()));
        answers.put("no such page", walk.ask("GET", "/nothing", walk.own()));
        answers.forEach((page, answer) -> {
            String head =
                    answer.substring(0, Math.max(0, answer.indexOf("\r\n\r\n"))).toLowerCase(java.util.Locale.ROOT);
            for (String header : List.of(
                    "content-security-policy: default-src",
                    "frame-ancestors 'none'",
                    "x-frame-options:",
                    "x-content-type-options: nosniff",
                    "referrer-policy: same-origin")) {
                assertThat(page, head, containsString(header));
            }
        });
    }

    @Test
    public void theConsoleWorksUnderItsPolicy() throws Exception {
        assumeTrue("SKIPPED: no chromium and chromedriver here", Chromium.isInstalled());
        try (Chromium browser = new Chromium("admin", ADMIN)) {
            for (Map.Entry<String, String> page : Map.of(
                            "sync", "This node",
                            "bundles", "Bundle information",
                            "configMgr", "Configurations",
                            "features", "Feature")
                    .entrySet()) {
                browser.open("http://" + walk.own() + "/system/console/" + page.getKey());
                browser.awaitText(page.getValue());
                assertEquals(
                        page.getKey(),
                        List.of(),
                        browser.errors().stream()
                                .filter(line -> line.contains("Content Security Policy") || line.contains("MIME type"))
                                .toList());
            }
        }
    }

    @Test
    public void tenWrongPasswordsAtShellAndConsoleTogetherLockTheNameAndTheLogSaysSo() throws Exception {
        assertTrue("before", Ssh.letsIn(branch, "victim", VIEWER));
        for (int i = 0; i < 5; i++) {
            String page =
                    walk.ask("GET", "/system/console/bundles", walk.own(), ConsoleWalk.login("victim", "guessed-" + i));
            assertEquals(401, ConsoleWalk.status(page));
            assertFalse(Ssh.letsIn(branch, "victim", "guess-" + i));
        }
        assertFalse("the right one", Ssh.letsIn(branch, "victim", VIEWER));
        assertThat(branch.log(), containsString("10 wrong passwords in a row for the user 'victim': locked"));
        assertTrue("others", Ssh.letsIn(branch, "viewer", VIEWER));
        await().atMost(30, TimeUnit.SECONDS).until(() -> branch.shell("sync:audit"), containsString("victim"));
        assertThat(branch.shell("sync:audit --verify"), containsString("The record is intact"));
        assertThat(branch.shell("sync:status"), containsString("syncing"));
    }

    @Test
    public void nobodyCanDoMoreThanTheTableOfRolesSays() throws Exception {
        Map<String, List<Boolean>> table = tableOfRoles();
        try (Ssh admin = new Ssh(branch, "admin", ADMIN);
                Ssh operator = new Ssh(branch, "operator", OPERATOR);
                Ssh viewer = new Ssh(branch, "viewer", VIEWER)) {
            Set<String> commands = commands(admin);
            assertTrue("few commands: " + commands, commands.size() > 100);
            assertEquals(
                    "the sync: commands and the table",
                    table.keySet(),
                    commands.stream()
                            .filter(command -> command.startsWith("sync:"))
                            .collect(Collectors.toCollection(TreeSet::new)));
            for (String command : commands) {
                List<Boolean> may = table.getOrDefault(command, List.of(true, false, false));
                assertEquals("operator " + command, may.get(1), isLet(operator.run(command + " --help")));
                assertEquals("viewer " + command, may.get(2), isLet(viewer.run(command + " --help")));
            }
        }
    }

    private static boolean isLet(Ssh.Ended ended) {
        return ended.status() == 0
                && !ended.said().contains("Command not found")
                && !ended.said().contains("Insufficient");
    }

    private static Set<String> commands(Ssh admin) throws IOException {
        Set<String> names = new TreeSet<>();
        Matcher found = COMMAND.matcher(admin.run("*:help").said());
        while (found.find()) {
            names.add(found.group(1));
        }
        return names;
    }

    /** Per sync: command: admin, operator, viewer. */
    private static Map<String, List<Boolean>> tableOfRoles() throws IOException {
        Map<String, List<Boolean>> table = new TreeMap<>();
        Matcher row = ROLES.matcher(Files.readString(Path.of("../../docs/security-roles.md")));
        while (row.find()) {
            table.put(
                    row.group(1),
                    List.of(
                            row.group(2).equals("yes"),
                            row.group(3).equals("yes"),
                            row.group(4).equals("yes")));
        }
        return table;
    }

    @Test
    public void theServerThatKarafMakesWhenTheShellsConfigurationChangesGivesAViewerNoShellEither() throws Exception {
        Set<String> before = sshServers();
        assertFalse("no SSH server is registered", before.isEmpty());
        try (Ssh admin = new Ssh(branch, "admin", ADMIN)) {
            admin.run("config:property-set -p org.apache.karaf.shell sshIdleTimeout 1700000");
        }
        await().atMost(60, TimeUnit.SECONDS)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> !before.containsAll(sshServers()));

        assertNoShellFor("viewer", VIEWER);
        assertNoShellFor("operator", OPERATOR);
    }

    /** The numbers of the servers that Karaf has registered; over SSH, so one of them listens. */
    private static Set<String> sshServers() throws IOException {
        try (Ssh admin = new Ssh(branch, "admin", ADMIN)) {
            Set<String> numbers = new TreeSet<>();
            Matcher found = SERVICE.matcher(
                    admin.run("service:list org.apache.sshd.server.SshServer").said());
            while (found.find()) {
                numbers.add(found.group(1));
            }
            return numbers;
        }
    }

    @Test
    public void aViewerHasNoShellNoLanguageAndNoConsole() throws Exception {
        assertNoShellFor("viewer", VIEWER);
        String login = ConsoleWalk.login("viewer", VIEWER);
        for (String page : List.of("bundles", "configMgr", "sync", "sync/data.json", "features")) {
            String answer = walk.ask("GET", "/system/console/" + page, walk.own(), login);
            assertEquals(page, 401, ConsoleWalk.status(answer));
        }
    }

    private static void assertNoShellFor(String user, String password) throws IOException {
        try (Ssh viewer = new Ssh(branch, user, password)) {
            assertEquals(0, viewer.run("sync:status").status());
            for (String line : List.of(
                    "",
                    "sync:status; bundle:list",
                    "sync:status | grep x",
                    "($.context getBundle 0) getLocation",
                    "sync:status ($.context getBundle 0)",
                    "x = $.context",
                    "service:get org.osgi.service.cm.ConfigurationAdmin",
                    "sync:status > /dev/null")) {
                Ssh.Ended ended = viewer.run(line);
                assertEquals("'" + line + "' said " + ended.said(), 1, ended.status());
                assertThat(ended.said(), containsString("Your role"));
            }
        }
    }

    @Test
    public void noSecretIsInALogAPageAListOrTheProcessList() throws Exception {
        String database = branch.databaseUrl().replaceAll(".*://[^:]*:([^@]*)@.*", "$1");
        Map<String, String> places = new TreeMap<>(walk.pages(ADMIN));
        for (Path file : files(branch.data("log"), branch.data("sync/logs"))) {
            places.put(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
        }
        places.put("users.properties", Files.readString(branch.etc("users.properties")));
        try (Ssh admin = new Ssh(branch, "admin", ADMIN)) {
            for (String command :
                    List.of("config:list", "system:property", "sync:status --json", "sync:nodes --json")) {
                places.put(command, admin.run(command).said());
            }
        }
        places.put("sync:audit", branch.shell("sync:audit --limit 1000 --json"));
        places.putAll(supportArchive());
        ProcessHandle.allProcesses()
                .forEach(process -> places.put("process " + process.pid(), commandLine(process.pid())));
        List<String> found = new ArrayList<>();
        for (String secret : List.of(KEY, ADMIN, VIEWER, OPERATOR, ROW, database)) {
            places.forEach((place, text) -> {
                if (text.contains(secret)) {
                    found.add(secret.substring(0, 12) + "… in " + place);
                }
            });
        }
        assertEquals(List.of(), found);
    }

    private static Map<String, String> supportArchive() throws Exception {
        assertThat(branch.shell("sync:support"), containsString("Written: "));
        Map<String, String> parts = new TreeMap<>();
        for (Path archive : files(branch.data("sync/support"))) {
            try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(archive))) {
                for (ZipEntry part = zip.getNextEntry(); part != null; part = zip.getNextEntry()) {
                    parts.put(archive + "!" + part.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        assertTrue(
                parts.keySet().toString(),
                parts.keySet().stream().anyMatch(part -> part.contains("!logs/sync-service-")));
        return parts;
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(pid), "cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException ended) {
            return "";
        }
    }

    private static List<Path> files(Path... folders) throws IOException {
        List<Path> all = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(Files::isRegularFile).forEach(all::add);
            }
        }
        return all;
    }

    @Test
    public void whatTheServiceWritesIsForItsUserOnly() throws Exception {
        List<String> open = new ArrayList<>();
        for (Path folder : List.of(branch.etc(""), branch.data(""))) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(HardeningIT::isOfTheService).toList()) {
                    String mode = mode(file);
                    if (!mode.endsWith("------")) {
                        open.add(mode + ' ' + file);
                    }
                }
            }
        }
        assertEquals(List.of(), open);
    }

    /** The demo's own log of the process is not; links have no mode. */
    private static boolean isOfTheService(Path file) {
        return !Files.isSymbolicLink(file) && !file.endsWith("console.log");
    }

    /** Files come and go while they are looked at. */
    private static String mode(Path file) throws IOException {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
        } catch (java.nio.file.NoSuchFileException gone) {
            return "rw-------";
        }
    }
}
