package org.multibusiness.sync.embedded.postgresql;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps PostgreSQL running, on a thread of its own: starts it, says where it is, waits for its end, starts it again
 * after 1 s, 2 s, 4 s … up to a minute; stops it when closed.
 */
final class Keeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    /** After this time a server counts as having been well. */
    private static final Duration SOUND = Duration.ofMinutes(1);

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(45);
    private static final long WATCH_MILLIS = 500;

    private final Settings settings;
    private final Announcement announcement;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "sync-embedded-postgresql");

    // Touched by the thread only, once it runs.
    private @Nullable Keeper predecessor;
    private @Nullable Server server;
    private Duration pause = FIRST_PAUSE;
    private volatile String lastProblem = "";

    /**
     * A keeper that does nothing yet.
     *
     * @param predecessor the keeper with the former settings, closed before this one starts anything; null: none
     */
    Keeper(Settings settings, Announcement announcement, @Nullable Keeper predecessor) {
        this.settings = settings;
        this.announcement = announcement;
        this.predecessor = predecessor;
    }

    /** Told where the database is, on the keeper's thread. */
    interface Announcement {
        /** It takes connections. Said again after each restart. */
        void ready(EmbeddedAddress address);

        /** It is about to be stopped on purpose. */
        void gone();
    }

    void start() {
        thread.start();
    }

    /** Stops PostgreSQL and waits for it, at most three quarters of a minute. */
    @Override
    public void close() {
        stopping.countDown();
        try {
            thread.join(CLOSE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.error(
                    "PostgreSQL in {} does not stop in time. It is taken over or stopped at the next start of the service",
                    settings.directory());
            thread.interrupt();
        }
    }

    private void run() {
        if (predecessor != null) {
            predecessor.close();
            predecessor = null;
        }
        try {
            while (!isStopping()) {
                keepOnce();
                if (stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    break;
                }
                pause = longer(pause);
            }
        } catch (InterruptedException closing) {
            LOG.debug("Stopped in the middle of starting", closing);
        } finally {
            stop();
        }
    }

    private void keepOnce() throws InterruptedException {
        try {
            Server.Running running = prepared().run(stopping);
            lastProblem = "";
            announcement.ready(running.address());
            watch(running.process());
        } catch (ClusterException e) {
            report(e);
        } catch (RuntimeException e) {
            LOG.error("The embedded PostgreSQL can't be kept running. Trying again in {} s", pause.toSeconds(), e);
        }
    }

    private Server prepared() throws ClusterException, InterruptedException {
        Server prepared = server;
        if (prepared == null) {
            prepared = Server.prepare(settings);
            server = prepared;
        }
        return prepared;
    }

    private void watch(ProcessHandle process) throws InterruptedException {
        long since = System.nanoTime();
        while (process.isAlive()) {
            if (stopping.await(WATCH_MILLIS, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
        if (System.nanoTime() - since > SOUND.toNanos()) {
            pause = FIRST_PAUSE;
        }
        LOG.warn(
                "PostgreSQL (process {}) ended unexpectedly. Starting it again in {} s. Its log is in {}",
                process.pid(),
                pause.toSeconds(),
                settings.directory().resolve("cluster").resolve("log"));
    }

    /** The message says it all; the same problem again is not worth another line. */
    private void report(ClusterException problem) {
        String text = String.valueOf(problem.getMessage());
        if (!text.equals(lastProblem)) {
            lastProblem = text;
            LOG.error("{}. Tried again by itself until it works", text);
        }
        LOG.debug("Starting PostgreSQL failed", problem);
    }

    /** Why the server does not run; empty when it does. */
    String problem() {
        return lastProblem;
    }

    private void stop() {
        announcement.gone();
        Server prepared = server;
        if (prepared == null) {
            return;
        }
        try {
            prepared.stop();
        } catch (ClusterException e) {
            LOG.error("PostgreSQL in {} can't be stopped: {}", settings.directory(), e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private static Duration longer(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }
}
