package org.multibusiness.sync.demo;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One branch server: its own Karaf base, its own embedded PostgreSQL, its own ports; started and stopped by its own pid. */
public final class Branch {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private static final Duration STARTED = Duration.ofMinutes(3);
    private static final Pattern LINKED = Pattern.compile("\"state\"\\s*:\\s*\"linked\"");
    private static final Pattern SYNCING = Pattern.compile("\"state\"\\s*:\\s*\"syncing\"");

    private final String name;
    private final Ports ports;
    private final Path home;
    private final Path base;
    private final Map<String, String> shared;
    private Optional<Process> process = Optional.empty();

    /**
     * A branch's ports.
     *
     * @param sync of the links
     * @param http of the console
     * @param ssh of the shell
     */
    public record Ports(int sync, int http, int ssh) {
        /** Those of an installation that nobody configured. */
        public static final Ports DEFAULT = new Ports(8765, 8080, 8101);

        /** Those of other branches, which may not have started yet: the system would give one a second time. */
        private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

        private static final int TRIES = 100;

        /** Three that nobody uses now, and that no other branch got. */
        public static Ports free() throws IOException {
            return new Ports(one(), one(), one());
        }

        private static int one() throws IOException {
            for (int i = 0; i < TRIES; i++) {
                try (ServerSocket trial = new ServerSocket(0)) {
                    if (GIVEN.add(trial.getLocalPort())) {
                        return trial.getLocalPort();
                    }
                }
            }
            throw new IOException("no free TCP port after " + TRIES + " tries");
        }
    }

    /**
     * A branch; nothing runs yet.
     *
     * @param name its node name, and its folder
     * @param home the unpacked distribution
     * @param dir where its folder is made
     * @param shared environment variables of all branches
     */
    public Branch(String name, Path home, Path dir, Map<String, String> shared) throws IOException {
        this(name, home, dir, shared, Ports.free());
    }

    /**
     * A branch with these ports.
     *
     * @param ports with {@link Ports#DEFAULT} the server is told of none
     */
    public Branch(String name, Path home, Path dir, Map<String, String> shared, Ports ports) throws IOException {
        this.name = name;
        this.home = home;
        this.base = dir.resolve(name);
        this.shared = Map.copyOf(shared);
        this.ports = ports;
        copy(home.resolve("etc"), base.resolve("etc"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    ownerOnly(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    /** As the archive has etc and data: keys come to stand there. */
    private static void ownerOnly(Path folder) throws IOException {
        Files.createDirectories(folder);
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** Its node name. */
    public String name() {
        return name;
    }

    /** Its ports. */
    public Ports ports() {
        return ports;
    }

    /** A file below {@code etc/}. */
    public Path etc(String file) {
        return base.resolve("etc").resolve(file);
    }

    /** A file below {@code data/}. */
    public Path data(String file) {
        return base.resolve("data").resolve(file);
    }

    private void environment(Map<String, String> environment, Map<String, String> extra) {
        environment.remove("DATABASE_URL");
        environment.remove("KARAF_HOME");
        environment.put("KARAF_BASE", base.toString());
        environment.put("KARAF_DATA", base.resolve("data").toString());
        environment.put("KARAF_ETC", base.resolve("etc").toString());
        environment.put("SYNC_NODE_NAME", name);
        if (!ports.equals(Ports.DEFAULT)) {
            environment.put("SYNC_PORT", String.valueOf(ports.sync()));
            environment.put("PORT", String.valueOf(ports.http()));
            environment.put("SYNC_SSH_PORT", String.valueOf(ports.ssh()));
        }
        environment.putAll(shared);
        environment.putAll(extra);
    }

    /**
     * Starts the server in the background; {@link #awaitReady} waits for it.
     *
     * @param extra environment variables of this start
     */
    public void start(Map<String, String> extra) throws IOException {
        ownerOnly(base.resolve("data"));
        ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/karaf").toString(), "server");
        environment(builder.environment(), extra);
        builder.environment().put("KARAF_EXEC", "exec");
        builder.redirectErrorStream(true);
        builder.redirectOutput(
                ProcessBuilder.Redirect.appendTo(data("console.log").toFile()));
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        process = Optional.of(builder.start());
    }

    /** The service's process. */
    public long pid() {
        return process.orElseThrow().pid();
    }

    /** Its JSON log files. */
    public Path logFolder() {
        return data("sync/logs");
    }

    /** All of its log, as it is now. */
    public String log() throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.list(logFolder())) {
            for (Path file : files.sorted().toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }

    /** Where the console's tab is. */
    public String consoleUrl() {
        return "http://127.0.0.1:" + ports.http() + "/system/console/sync";
    }

    /** Of user admin; made at the first start. */
    public String password() throws IOException {
        try (Stream<String> lines = Files.lines(etc("sync.admin"))) {
            return lines.filter(line -> line.startsWith("password"))
                    .map(line -> line.substring(line.indexOf('=') + 1).trim())
                    .findFirst()
                    .orElseThrow(() -> new IOException("no password in " + etc("sync.admin")));
        }
    }

    /** The URL of the branch's own database, as a shop's programs would use it. */
    public String databaseUrl() throws IOException {
        return Files.readString(data("postgresql.url")).trim();
    }

    /** A connection to the branch's own database. */
    public Sql sql() throws Exception {
        return new Sql(databaseUrl());
    }

    /** Waits until the node says it is syncing. */
    public void awaitReady() throws Exception {
        await("ready", STARTED, status -> SYNCING.matcher(status).find());
    }

    /** Waits until as many other branches are linked. */
    public void awaitLinked(int others, Duration atMost) throws Exception {
        await("linked with " + others, atMost, status -> links(status) == others);
    }

    private void await(String what, Duration atMost, Predicate<String> reached) throws Exception {
        long deadline = System.nanoTime() + atMost.toNanos();
        String status = status();
        while (!reached.test(status)) {
            if (!process.map(Process::isAlive).orElse(false)) {
                throw new IllegalStateException(name + " stopped by itself; look into " + data("console.log"));
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(name + " is not " + what + " after " + atMost.toSeconds()
                        + " s; look into " + logFolder() + "\n" + status);
            }
            TimeUnit.MILLISECONDS.sleep(100);
            status = status();
        }
    }

    private static long links(String status) {
        int from = status.indexOf("\"peers\"");
        int to = status.indexOf("\"counts\"", from);
        return from < 0 || to < 0
                ? -1
                : LINKED.matcher(status.substring(from, to)).results().count();
    }

    /** The JSON that the console's page gets: status, nodes, tables, conflicts; empty while the server doesn't answer. */
    public String status() {
        try {
            byte[] login = ("admin:" + password()).getBytes(StandardCharsets.UTF_8);
            HttpRequest request = HttpRequest.newBuilder(URI.create(consoleUrl() + "/data.json"))
                    .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? answer.body() : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** Runs a shell command at this branch, as its operator would, and returns what it printed. */
    public String shell(String command) throws Exception {
        List<String> line = List.of(home.resolve("bin/client").toString(), "-a", String.valueOf(ports.ssh()), command);
        ProcessBuilder builder = new ProcessBuilder(line);
        environment(builder.environment(), Map.of());
        Path printed = Files.createTempFile(base, "client", ".txt");
        builder.redirectErrorStream(true).redirectOutput(printed.toFile());
        Process client = builder.start();
        try {
            if (!client.waitFor(90, TimeUnit.SECONDS)) {
                throw new IllegalStateException("'" + command + "' at " + name + " did not end within 90 s");
            }
            String text = Files.readString(printed);
            if (client.exitValue() != 0) {
                throw new IllegalStateException("'" + command + "' at " + name + " failed:\n" + text);
            }
            return text.strip();
        } finally {
            client.destroyForcibly();
            Files.delete(printed);
        }
    }

    /** Stops the server by its own pid, and its database if that is still there. */
    public void stop() {
        process.ifPresent(running -> {
            end(running);
            stopDatabase();
        });
        process = Optional.empty();
    }

    private static void end(Process running) {
        running.destroy();
        try {
            if (!running.waitFor(40, TimeUnit.SECONDS)) {
                running.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** {@code kill -9} of the service; its database lives on, and so do the shop's programs. */
    public void kill() throws InterruptedException {
        process.orElseThrow().destroyForcibly().waitFor();
    }

    /** {@code kill -9} of the database, as a power cut would do it. */
    public void crashDatabase() throws IOException {
        databasePids().stream()
                .map(ProcessHandle::of)
                .forEach(handle -> handle.ifPresent(ProcessHandle::destroyForcibly));
    }

    /** The postmaster and its children. */
    List<Long> databasePids() throws IOException {
        ProcessHandle postmaster = postmaster().orElseThrow();
        List<Long> pids = new ArrayList<>(List.of(postmaster.pid()));
        postmaster.descendants().forEach(child -> pids.add(child.pid()));
        return pids;
    }

    /** The file may be of a server that is gone, and its number another program's by now. */
    private Optional<ProcessHandle> postmaster() throws IOException {
        Path file = data("postgresql/cluster/postmaster.pid");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(Files.readAllLines(file).get(0).trim()))
                .filter(handle -> handle.info().command().orElse("").contains("postgres"));
    }

    private void stopDatabase() {
        try {
            postmaster().ifPresent(ProcessHandle::destroy);
        } catch (IOException e) {
            System.err.println("The database of " + name + " may still run: " + e);
        }
    }
}
