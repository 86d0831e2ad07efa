package org.multibusiness.sync.demo;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One branch server: its own Karaf base, its own embedded PostgreSQL, its own ports; started and stopped by its own pid. */
public final class Branch {
    private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private static final Duration STARTED = Duration.ofSeconds(180);

    final String name;
    final int syncPort;
    final int httpPort;
    private final int sshPort;
    private final Path home;
    private final Path base;
    private final Map<String, String> shared;
    private Process process;

    Branch(String name, Path home, Path dir, Map<String, String> shared) throws IOException {
        this.name = name;
        this.home = home;
        this.base = dir.resolve(name);
        this.shared = shared;
        this.syncPort = freePort();
        this.httpPort = freePort();
        this.sshPort = freePort();
        copy(home.resolve("etc"), base.resolve("etc"));
    }

    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private void environment(Map<String, String> environment, Map<String, String> extra) {
        environment.remove("DATABASE_URL");
        environment.remove("KARAF_HOME");
        environment.put("KARAF_BASE", base.toString());
        environment.put("KARAF_DATA", base.resolve("data").toString());
        environment.put("KARAF_ETC", base.resolve("etc").toString());
        environment.put("SYNC_NODE_NAME", name);
        environment.put("SYNC_PORT", String.valueOf(syncPort));
        environment.put("PORT", String.valueOf(httpPort));
        environment.put("SYNC_SSH_PORT", String.valueOf(sshPort));
        environment.putAll(shared);
        environment.putAll(extra);
    }

    /** Starts the server in the background; {@link #awaitReady} waits for it. */
    void start(Map<String, String> extra) throws IOException {
        Files.createDirectories(base.resolve("data"));
        ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/karaf").toString(), "server");
        environment(builder.environment(), extra);
        builder.environment().put("KARAF_EXEC", "exec");
        builder.redirectErrorStream(true);
        builder.redirectOutput(base.resolve("data/console.log").toFile());
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        process = builder.start();
    }

    long pid() {
        return process.pid();
    }

    Path logFolder() {
        return base.resolve("data/sync/logs");
    }

    String consoleUrl() {
        return "http://127.0.0.1:" + httpPort + "/system/console/sync";
    }

    String password() throws IOException {
        return Stream.of(Files.readString(base.resolve("etc/sync.admin")).split("\n"))
                .filter(line -> line.startsWith("password"))
                .map(line -> line.substring(line.indexOf('=') + 1).trim())
                .findFirst()
                .orElseThrow(() -> new IOException("no password in " + base.resolve("etc/sync.admin")));
    }

    /** Where the branch's own database is: what a shop's programs would use. */
    Sql sql() throws Exception {
        return new Sql(Files.readString(base.resolve("data/postgresql.url")).trim());
    }

    /** Waits until the node says it is syncing. */
    void awaitReady() throws Exception {
        long deadline = System.nanoTime() + STARTED.toNanos();
        while (!state().contains("\"state\":\"syncing\"")) {
            if (!process.isAlive()) {
                throw new IllegalStateException(name + " stopped by itself; look into " + base.resolve("data/console.log"));
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        name + " is not ready after " + STARTED.toSeconds() + " s; look into " + logFolder() + "\n" + state());
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    /** Waits until as many other branches are linked. */
    void awaitLinked(int others, Duration atMost) throws Exception {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (links() != others) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(name + " has " + links() + " links instead of " + others + " after "
                        + atMost.toSeconds() + " s; look into " + logFolder() + "\n" + state());
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private long links() {
        String status = state();
        int from = status.indexOf("\"peers\"");
        int to = status.indexOf("\"counts\"", from);
        return from < 0 || to < 0
                ? -1
                : Stream.of(status.substring(from, to).split("\"state\":\"linked\"", -1)).count() - 1;
    }

    /** The status as the console's page gets it; empty while the server doesn't answer. */
    String state() {
        try {
            String login = Base64.getEncoder().encodeToString(("admin:" + password()).getBytes());
            HttpRequest request = HttpRequest.newBuilder(URI.create(consoleUrl() + "/data.json"))
                    .header("Authorization", "Basic " + login)
                    .timeout(Duration.ofSeconds(5))
                    .build();
            HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? answer.body().replaceAll("\\s*:\\s*\"", ":\"") : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** Runs a shell command at this branch, as its operator would, and returns what it printed. */
    String shell(String command) throws Exception {
        List<String> line = new ArrayList<>(List.of(home.resolve("bin/client").toString(), "-a", String.valueOf(sshPort)));
        line.add(command);
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
    void stop() {
        if (process == null) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(40, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        stopDatabase();
        process = null;
    }

    /** The postmaster and its children. */
    List<Long> databasePids() throws IOException {
        try (Stream<Path> files = Files.walk(base.resolve("data/postgresql"), 3)) {
            Path file = files.filter(f -> f.endsWith("postmaster.pid")).findFirst().orElseThrow();
            ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(Files.readAllLines(file).get(0).trim())).orElseThrow();
            List<Long> pids = new ArrayList<>(List.of(postmaster.pid()));
            postmaster.descendants().forEach(child -> pids.add(child.pid()));
            return pids;
        }
    }

    private void stopDatabase() {
        try (Stream<Path> files = Files.walk(base.resolve("data/postgresql"), 3)) {
            for (Path file : files.filter(f -> f.endsWith("postmaster.pid")).toList()) {
                long pid = Long.parseLong(Files.readAllLines(file).get(0).trim());
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
            }
        } catch (IOException | RuntimeException e) {
            // No database folder, or the server has cleaned up itself.
        }
    }
}
