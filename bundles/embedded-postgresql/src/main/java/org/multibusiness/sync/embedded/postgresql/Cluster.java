package org.multibusiness.sync.embedded.postgresql;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One PostgreSQL cluster on disk and the programs that create, start and stop it. Used by one thread. Data is never
 * deleted here: creation happens in a draft directory that becomes the cluster in one step.
 */
final class Cluster {
    static final String SUPERUSER = "postgres";

    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
    private static final Duration CREATE_LIMIT = Duration.ofMinutes(3);
    /** Long, because a recovery after a crash must be let finish. */
    private static final Duration START_LIMIT = Duration.ofMinutes(15);

    private static final int FAST_STOP_SECONDS = 20;
    private static final int IMMEDIATE_STOP_SECONDS = 5;
    private static final long POLL_MILLIS = 50;

    private final Path home;
    private final Path directory;
    private final Installation installation;
    private final ServerUser user;

    Cluster(Path home, Installation installation, ServerUser user) {
        this.home = home;
        this.directory = home.resolve("cluster");
        this.installation = installation;
        this.user = user;
    }

    Path directory() {
        return directory;
    }

    /** Creates the cluster unless it exists: checksums, UTF-8 with an order that no operating system changes, scram. */
    void create(String superuserPassword) throws ClusterException, InterruptedException {
        if (Files.exists(directory)) {
            return;
        }
        Path draft = home.resolve("cluster.new");
        Path password = home.resolve("initdb.password");
        try {
            Trees.delete(draft);
            SecretFile.directory(draft);
            SecretFile.write(password, superuserPassword);
            user.own(password);
            user.own(draft);
            user.own(installation.root());
            Command.run(user.command(initdb(draft, password)), home, CREATE_LIMIT);
            Files.move(draft, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new ClusterException(
                    "A PostgreSQL cluster can't be created in " + directory + ": " + e.getMessage(), e);
        } finally {
            deleteQuietly(password);
        }
    }

    private List<String> initdb(Path draft, Path password) {
        return List.of(
                installation.program("initdb"),
                "--pgdata=" + draft,
                "--username=" + SUPERUSER,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--data-checksums",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                // Written into postgresql.conf, where an operator may change them. One file per day of the week.
                "--set=logging_collector=on",
                "--set=log_filename=postgresql-%a.log",
                "--set=log_truncate_on_rotation=on");
    }

    /** The running server of this cluster, if there is one. What a dead one left behind is cleared. */
    Optional<Postmaster> running() throws ClusterException {
        Path lock = directory.resolve(Postmaster.FILE);
        try {
            Optional<Postmaster> alive = Postmaster.in(directory)
                    .filter(found -> found.process(directory).isPresent());
            if (alive.isEmpty() && Files.deleteIfExists(lock)) {
                LOG.info("PostgreSQL ended without cleaning up after itself; it recovers at its next start");
            }
            return alive;
        } catch (IOException e) {
            throw new ClusterException(
                    lock + " can't be read: " + e.getMessage() + ". Does another user own this directory?", e);
        }
    }

    /** Starts the server, and waits until it takes connections or {@code stopping} is counted down. */
    Postmaster start(int port, CountDownLatch stopping) throws ClusterException, InterruptedException {
        LoopbackPort.requireFree(port);
        Path output = home.resolve("start.log");
        try {
            user.own(installation.root());
            user.own(directory);
            Process process = Command.start(user.command(startCommand(port, output)), home, output);
            boolean ready = false;
            try {
                Postmaster postmaster = awaitReady(process, stopping);
                ready = true;
                return postmaster;
            } finally {
                if (!ready) {
                    process.destroy();
                }
            }
        } catch (IOException e) {
            throw new ClusterException("PostgreSQL can't be started: " + e.getMessage(), e);
        }
    }

    /**
     * The server as our child, so that its end is seen at once; on Windows through {@code pg_ctl}, which drops
     * administrators' rights. What must hold stands here, what may be tuned stands in {@code postgresql.conf}.
     */
    private List<String> startCommand(int port, Path output) {
        List<String> options =
                List.of("-c", "port=" + port, "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=");
        List<String> command = new ArrayList<>();
        if (Installation.isWindows()) {
            command.addAll(List.of(installation.program("pg_ctl"), "start", "-W", "-D", directory.toString()));
            command.addAll(List.of("-l", output.resolveSibling("server.log").toString()));
            command.addAll(List.of("-o", String.join(" ", options)));
        } else {
            command.addAll(List.of(installation.program("postgres"), "-D", directory.toString()));
            command.addAll(options);
        }
        return command;
    }

    private Postmaster awaitReady(Process process, CountDownLatch stopping)
            throws ClusterException, InterruptedException, IOException {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() - end < 0) {
            if (!process.isAlive() && (!Installation.isWindows() || process.exitValue() != 0)) {
                throw new ClusterException("PostgreSQL did not start: " + lastWords());
            }
            Optional<Postmaster> postmaster = Postmaster.in(directory).filter(Postmaster::ready);
            if (postmaster.isPresent()) {
                return postmaster.get();
            }
            if (stopping.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new InterruptedException("stopped while PostgreSQL was starting");
            }
        }
        throw new ClusterException("PostgreSQL takes no connections " + START_LIMIT.toMinutes()
                + " minutes after its start. It may still be recovering; see " + directory.resolve("log"));
    }

    /** Stops the server in at most half a minute: connections are ended, then, if need be, the processes. */
    void stop() throws ClusterException, InterruptedException {
        Optional<Postmaster> postmaster = running();
        if (postmaster.isEmpty()) {
            return;
        }
        try {
            stop("fast", FAST_STOP_SECONDS);
        } catch (ClusterException slow) {
            LOG.warn(
                    "PostgreSQL does not stop: {}. Stopping it the hard way; it recovers at its next start",
                    slow.getMessage());
            try {
                stop("immediate", IMMEDIATE_STOP_SECONDS);
            } catch (ClusterException stuck) {
                postmaster.get().process(directory).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
        LOG.info("PostgreSQL in {} stopped", directory);
    }

    private void stop(String mode, int seconds) throws ClusterException, InterruptedException {
        List<String> command = List.of(
                installation.program("pg_ctl"),
                "stop",
                "-D",
                directory.toString(),
                "-m",
                mode,
                "-t",
                Integer.toString(seconds));
        Command.run(user.command(command), home, Duration.ofSeconds(seconds + 2L));
    }

    /** PostgreSQL's own log is the last to have been written; what it printed before stands in start.log. */
    private String lastWords() throws IOException {
        List<Path> candidates = new ArrayList<>(List.of(home.resolve("start.log"), home.resolve("server.log")));
        Path logs = directory.resolve("log");
        if (Files.isDirectory(logs)) {
            try (Stream<Path> files = Files.list(logs)) {
                files.forEach(candidates::add);
            }
        }
        Path newest = candidates.stream()
                .filter(Files::isRegularFile)
                .max(Comparator.comparing(Cluster::modified))
                .orElse(home.resolve("start.log"));
        return Files.exists(newest)
                ? Command.tail(Files.readString(newest, StandardCharsets.UTF_8))
                : "it said nothing";
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} can't be deleted: {}. It holds a password: delete it", file, e.getMessage());
        }
    }
}
