package org.multibusiness.sync.storage.postgresql;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.storage.DatabaseAddress;
import org.multibusiness.sync.api.storage.DatabaseState;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.capture.TablePatterns;

/**
 * The storage that belongs to the address that counts now. It is opened when somebody asks for it, and replaced when the
 * address has changed; until then calls fail in a way that says what to do. Thread-safe.
 */
final class CurrentStorage implements AutoCloseable {
    private static final String ABSENT = "no database is configured: set DATABASE_URL (or database.url in"
            + " etc/org.multibusiness.sync.storage.postgresql.cfg), or let the embedded PostgreSQL run"
            + " (feature:install sync-embedded-postgresql, enabled = auto in etc/org.multibusiness.sync.embedded.postgresql.cfg)";

    private final Opener opener;
    private final Supplier<Optional<DatabaseAddress>> offered;
    private final Announcement announcement;
    private final ReentrantLock changing = new ReentrantLock();
    private volatile StorageSettings settings;
    private volatile @Nullable OpenStorage open;

    /** Opens a storage. */
    @FunctionalInterface
    interface Opener {
        OpenStorage open(DatabaseAddress address, TablePatterns patterns) throws StorageException;
    }

    /** Tells others which data source counts. */
    interface Announcement {
        void up(DataSource source);

        void down();
    }

    /**
     * Nothing is opened yet.
     *
     * @param settings the configuration
     * @param offered the best address that somebody else offers; asked again and again
     */
    CurrentStorage(
            StorageSettings settings,
            Supplier<Optional<DatabaseAddress>> offered,
            Opener opener,
            Announcement announcement) {
        this.settings = settings;
        this.offered = offered;
        this.opener = opener;
        this.announcement = announcement;
    }

    /** Goes over to another configuration. */
    void configure(StorageSettings now) {
        settings = now;
        peek().ifPresent(storage -> storage.capture().means(now.patterns()));
    }

    /** How long the log keeps what. */
    Retention retention() {
        return settings.retention();
    }

    /** How many bytes the database may take; 0: as many as it likes. */
    long quota() {
        return settings.quota();
    }

    /** What is open, if it is still the right one. */
    Optional<OpenStorage> peek() {
        OpenStorage now = open;
        return now != null && now.address().equals(address().orElse(null)) ? Optional.of(now) : Optional.empty();
    }

    /** The storage at the address that counts; throws a transient failure when there is none. */
    OpenStorage get() throws StorageException {
        Optional<OpenStorage> ready = peek();
        if (ready.isPresent()) {
            return ready.get();
        }
        changing.lock();
        try {
            ready = peek();
            return ready.isPresent() ? ready.get() : change();
        } finally {
            changing.unlock();
        }
    }

    private OpenStorage change() throws StorageException {
        shut();
        Optional<DatabaseAddress> address = address();
        if (address.isEmpty()) {
            throw new StorageException(problem(), true, new IllegalStateException("no address"));
        }
        OpenStorage now = opener.open(address.get(), settings.patterns());
        open = now;
        announcement.up(now.source());
        return now;
    }

    private Optional<DatabaseAddress> address() {
        StorageSettings now = settings;
        return !now.problem().isEmpty() || now.address().isPresent() ? now.address() : offered.get();
    }

    private String problem() {
        String problem = settings.problem();
        return problem.isEmpty() ? ABSENT : problem;
    }

    /** The state when nothing is open. */
    DatabaseState withoutDatabase() {
        String problem = settings.problem();
        if (!problem.isEmpty()) {
            return new DatabaseState("refused", "", "", problem);
        }
        return address()
                .map(address -> new DatabaseState("unreachable", "", address.description(), "not tried yet"))
                .orElse(new DatabaseState("absent", "", "", ABSENT));
    }

    private void shut() {
        OpenStorage former = open;
        open = null;
        if (former != null) {
            announcement.down();
            former.close();
        }
    }

    @Override
    public void close() {
        changing.lock();
        try {
            shut();
        } finally {
            changing.unlock();
        }
    }
}
