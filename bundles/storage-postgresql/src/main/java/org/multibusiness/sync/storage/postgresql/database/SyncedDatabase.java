package org.multibusiness.sync.storage.postgresql.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.storage.Database;
import org.multibusiness.sync.api.storage.DatabaseAddress;
import org.multibusiness.sync.api.storage.DatabaseState;
import org.multibusiness.sync.api.storage.DiskUse;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.sql.Failures;
import org.ops4j.pax.jdbc.pool.common.PooledDataSourceFactory;
import org.osgi.service.jdbc.DataSourceFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The database behind one address, and how it was found to be. Thread-safe. */
public final class SyncedDatabase implements Database, Connections, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SyncedDatabase.class);

    private final Pool pool;
    private final String address;
    private volatile DatabaseState state;

    private SyncedDatabase(Pool pool, String address) {
        this.pool = pool;
        this.address = address;
        this.state = new DatabaseState("unreachable", "", address, "not tried yet");
    }

    /** A database; nothing is connected yet. Throws when the driver does not take the address. */
    public static SyncedDatabase open(DatabaseAddress address, PooledDataSourceFactory pools, DataSourceFactory driver)
            throws SQLException {
        return new SyncedDatabase(Pool.open(address, pools, driver), address.description());
    }

    /** The pool, for whoever else speaks SQL. */
    public DataSource source() {
        return pool.source();
    }

    @Override
    public DatabaseState check() {
        try (Connection connection = take()) {
            DatabaseCheck.Finding finding = DatabaseCheck.of(connection);
            String name = finding.problem().isEmpty() ? "ready" : "refused";
            note(new DatabaseState(name, finding.version(), address, finding.problem()), finding.remark());
        } catch (SQLException e) {
            failed(Failures.of(e, "check " + address));
        } catch (StorageException e) {
            // take() has noted it.
            return state;
        }
        return state;
    }

    @Override
    public DatabaseState state() {
        return state;
    }

    /** What the database takes on disk; there is no quota at this place. */
    @Override
    public DiskUse diskUse() throws StorageException {
        try (Connection connection = take()) {
            return new DiskUse(DatabaseSize.of(connection), 0);
        } catch (SQLException e) {
            throw Failures.of(e, "measure " + address);
        }
    }

    @Override
    public Connection take() throws StorageException {
        try {
            return pool.take();
        } catch (StorageException e) {
            failed(e);
            throw e;
        }
    }

    private void failed(StorageException failure) {
        String sqlState = sqlState(failure.getCause());
        boolean refused = sqlState.startsWith("28") || sqlState.equals("3D000") || sqlState.equals("42501");
        note(
                new DatabaseState(
                        refused ? "refused" : "unreachable",
                        state.version(),
                        address,
                        String.valueOf(failure.getMessage())),
                "");
    }

    private static String sqlState(@Nullable Throwable cause) {
        return Optional.ofNullable(cause)
                .filter(SQLException.class::isInstance)
                .map(e -> Failures.state((SQLException) e))
                .orElse("");
    }

    /** Whoever asked says what is wrong; here only what nobody else sees is logged, and once. */
    private void note(DatabaseState now, String remark) {
        boolean same = state.equals(now);
        state = now;
        if (!same && !remark.isEmpty()) {
            LOG.warn("{}: {}.", address, remark);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
