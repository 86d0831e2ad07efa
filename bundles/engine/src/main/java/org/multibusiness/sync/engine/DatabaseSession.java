package org.multibusiness.sync.engine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Branch;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.schema.SchemaVersion;
import org.multibusiness.sync.api.storage.Database;
import org.multibusiness.sync.api.storage.DatabaseState;
import org.multibusiness.sync.api.storage.LogHead;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.api.storage.TableStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets the database ready and keeps it so: checks it, brings our tables up to date, installs capture, opens the log; looks for
 * new and changed tables every few seconds; and starts over when the database or its provider was gone. Runs on one thread of
 * its own, because all of this blocks.
 */
final class DatabaseSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseSession.class);
    private static final long SHORTEST_MILLIS = 500;
    private static final long RETRY_MILLIS = 2_000;
    private static final long LOOK_MILLIS = 5_000;

    private final Providers providers;
    private final Supplier<Optional<NodeId>> adoptLog;
    private final Listeners listeners;
    private final Thread thread;
    private final Obstacle obstacle = new Obstacle();
    private volatile @Nullable Open open;
    private final Bell bell = new Bell();
    private final ReentrantLock changing = new ReentrantLock();
    private volatile boolean closed;

    /**
     * An open log.
     *
     * @param storage by which provider
     * @param origin our writing identity in it
     * @param branches the histories that have an origin of their own in it
     * @param head what it held when it was opened
     * @param tables the tables as of the last look
     * @param schema their description
     */
    record Open(
            Providers.Storage storage,
            OriginId origin,
            Set<Branch> branches,
            LogHead head,
            List<TableStatus> tables,
            SchemaVersion schema) {
        /** Copies set and list. */
        Open {
            branches = Set.copyOf(branches);
            tables = List.copyOf(tables);
        }

        /** Our tables, to be compared with a peer's. */
        TableFit.Ours tableFit() {
            return new TableFit.Ours(there -> storage.schema().compare(schema, there), this::layout);
        }

        private Optional<TableLayout> layout(TableName table) {
            return tables.stream()
                    .filter(TableStatus::synced)
                    .filter(status -> status.table().equals(table))
                    .flatMap(status -> status.currentLayout().stream())
                    .findFirst();
        }

        /** Whether the same names mean the same transactions as in another one. */
        boolean speaksLike(Open other) {
            return origin.equals(other.origin) && branches.equals(other.branches);
        }
    }

    /**
     * Whom a session tells.
     *
     * @param opened that the log is open
     * @param tablesChanged that other tables are synced now
     * @param housekeeping called every few seconds while the log is open
     */
    record Listeners(Consumer<Open> opened, Consumer<Open> tablesChanged, Runnable housekeeping) {}

    /**
     * A session.
     *
     * @param adoptLog of which other node the log may be taken over
     */
    DatabaseSession(
            Providers providers, NodeThreads threads, Supplier<Optional<NodeId>> adoptLog, Listeners listeners) {
        this.providers = providers;
        this.adoptLog = adoptLog;
        this.listeners = listeners;
        this.thread = threads.thread("sync-database", this::run);
    }

    void start() {
        thread.start();
    }

    Optional<Open> current() {
        return Optional.ofNullable(open);
    }

    /** What is in the way; empty when the log is open. */
    String problem() {
        return obstacle.text();
    }

    DatabaseState state() {
        Optional<Database> database = providers.database();
        return database.isPresent()
                ? database.get().state()
                : new DatabaseState("absent", "", "", "No storage provider is installed.");
    }

    /** A call to the database failed: look whether it is still there. */
    void trouble(StorageException failure) {
        LOG.debug("A database call failed: {}", failure.getMessage());
        open = null;
        // The next look, now, says what a person must do, if anything.
        obstacle.passing(String.valueOf(failure.getMessage()));
        wake();
    }

    /** Look again now. */
    void wake() {
        bell.ring();
    }

    /**
     * Adopts branches. What the log held before is not handed out any more when this returns; the listener hears of the log as
     * of anew opened. Called by the writing thread.
     */
    void adopt(Set<Branch> branches, int incarnation) throws StorageException {
        changing.lock();
        try {
            Open before = open;
            if (before == null) {
                throw new StorageException("the log is not open", true, new IllegalStateException(obstacle.text()));
            }
            open = null;
            OriginId origin = before.storage().log().adopt(branches, incarnation);
            LogHead head = before.storage().log().number(Instant.now());
            Open now = new Open(before.storage(), origin, branches, head, before.tables(), before.schema());
            open = now;
            LOG.info("This node writes as {} from now on; {} branches are known", origin, branches.size());
            listeners.opened().accept(now);
        } finally {
            changing.unlock();
        }
    }

    private void run() {
        while (!closed) {
            long pause = RETRY_MILLIS;
            long looked = System.nanoTime();
            try {
                pause = step();
            } catch (StorageException e) {
                open = null;
                obstacle.met(String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                open = null;
                LOG.error("Preparing the database failed inside the engine. It is tried again; please report this.", e);
            }
            closed |= !bell.rest(pause);
            // What fails again and again, right after the database was found ready, must not keep it busy.
            long early = SHORTEST_MILLIS - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - looked);
            closed |= early > 0 && !bell.rest(early);
        }
    }

    private long step() throws StorageException {
        Optional<Providers.Storage> storage = providers.storage();
        Optional<NodeId> self = providers.security().map(s -> s.identity().id());
        if (storage.isEmpty() || self.isEmpty()) {
            open = null;
            obstacle.passing("Waiting for providers: " + String.join(", ", providers.missing()));
            return RETRY_MILLIS;
        }
        changing.lock();
        try {
            Open before = open;
            if (before == null || !before.storage().equals(storage.get())) {
                return open(storage.get(), self.get());
            }
            look(before);
        } finally {
            changing.unlock();
        }
        listeners.housekeeping().run();
        return LOOK_MILLIS;
    }

    private long open(Providers.Storage storage, NodeId self) throws StorageException {
        open = null;
        DatabaseState state = storage.database().check();
        if (state.state().equals("absent")) {
            obstacle.passing(state.problem());
            return RETRY_MILLIS;
        }
        if (!state.state().equals("ready")) {
            throw new StorageException(state.problem(), true, new IllegalStateException(state.state()));
        }
        storage.schema().migrate();
        List<TableStatus> tables = storage.capture().install();
        OriginId origin = storage.log().open(self, adoptLog.get());
        LogHead head = storage.log().number(Instant.now());
        Open now = new Open(storage, origin, storage.log().branches(), head, tables, describe(storage, tables));
        open = now;
        obstacle.gone();
        LOG.info("Database ready: {}, {}; {} tables are synced", state.address(), state.version(), synced(tables));
        listeners.opened().accept(now);
        listeners.housekeeping().run();
        return LOOK_MILLIS;
    }

    private void look(Open before) throws StorageException {
        List<TableStatus> tables = before.storage().capture().install();
        if (!tables.equals(before.tables())) {
            Open now = new Open(
                    before.storage(),
                    before.origin(),
                    before.branches(),
                    before.head(),
                    tables,
                    describe(before.storage(), tables));
            open = now;
            LOG.info("The tables changed: {} are synced now", synced(tables));
            listeners.tablesChanged().accept(now);
        }
    }

    private static long synced(List<TableStatus> tables) {
        return tables.stream().filter(TableStatus::synced).count();
    }

    private static SchemaVersion describe(Providers.Storage storage, List<TableStatus> tables) {
        List<TableLayout> layouts = tables.stream()
                .filter(TableStatus::synced)
                .flatMap(table -> table.currentLayout().stream())
                .toList();
        return storage.schema().describe(layouts);
    }

    @Override
    public void close() {
        closed = true;
        wake();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
