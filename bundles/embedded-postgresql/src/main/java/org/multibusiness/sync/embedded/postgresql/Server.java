package org.multibusiness.sync.embedded.postgresql;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One directory's PostgreSQL with its passwords and its port, from nothing to taking connections. Used by one thread. */
final class Server {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    private final Path home;
    private final int configuredPort;
    private final Cluster cluster;
    private final String superuserPassword;
    private final String rolePassword;

    private Server(Settings settings, Cluster cluster) throws IOException {
        this.home = settings.directory();
        this.configuredPort = settings.port();
        this.cluster = cluster;
        this.superuserPassword = SecretFile.password(home.resolve("superuser.password"));
        this.rolePassword = SecretFile.password(home.resolve("sync.password"));
    }

    /** Unpacks and creates what is missing. */
    static Server prepare(Settings settings) throws ClusterException, InterruptedException {
        Path home = settings.directory();
        try {
            SecretFile.directory(home);
            Installation installation = settings.installation().isEmpty()
                    ? Installation.unpackedIn(home)
                    : Installation.at(settings.installation());
            Server server = new Server(settings, new Cluster(home, installation, ServerUser.detect(home)));
            server.cluster.create(server.superuserPassword);
            return server;
        } catch (IOException e) {
            throw new ClusterException(home + " can't be used: " + e.getMessage(), e);
        }
    }

    /**
     * Takes over the server that an earlier life of this service left running, or starts one.
     *
     * @return its process
     */
    Running run(CountDownLatch stopping) throws ClusterException, InterruptedException {
        int port = port();
        Optional<Postmaster> left = cluster.running();
        if (left.isPresent() && left.get().port() == port && provisioning(port).serves(cluster.directory())) {
            LOG.info(
                    "PostgreSQL was still running on port {} (process {}): taken over",
                    port,
                    left.get().pid());
            return running(left.get());
        }
        cluster.stop();
        Postmaster postmaster = cluster.start(port, stopping);
        keep(port);
        LOG.info("PostgreSQL started on port {} (process {})", port, postmaster.pid());
        return running(postmaster);
    }

    void stop() throws ClusterException, InterruptedException {
        cluster.stop();
    }

    private Running running(Postmaster postmaster) throws ClusterException {
        provisioning(postmaster.port()).apply(rolePassword);
        ProcessHandle process = postmaster
                .process(cluster.directory())
                .orElseThrow(() -> new ClusterException("PostgreSQL ended right after its start"));
        return new Running(process, new EmbeddedAddress(postmaster.port(), rolePassword));
    }

    private Provisioning provisioning(int port) {
        return new Provisioning(port, superuserPassword);
    }

    /** The configured port, else the one of last time, else a free one. */
    private int port() throws ClusterException {
        if (configuredPort != 0) {
            return configuredPort;
        }
        Path file = home.resolve("port");
        try {
            return Files.exists(file)
                    ? Integer.parseInt(
                            Files.readString(file, StandardCharsets.UTF_8).trim())
                    : LoopbackPort.anyFree();
        } catch (IOException | NumberFormatException e) {
            throw new ClusterException(file + " holds no port number. Delete it to have another port chosen", e);
        }
    }

    /** Users' programs connect too: the port stays the same from the first start on. */
    private void keep(int port) throws ClusterException {
        if (configuredPort == 0) {
            try {
                Files.writeString(home.resolve("port"), port + System.lineSeparator(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new ClusterException(
                        "The port can't be kept in " + home.resolve("port") + ": " + e.getMessage(), e);
            }
        }
    }

    /** A server that takes connections. */
    record Running(ProcessHandle process, EmbeddedAddress address) {}
}
