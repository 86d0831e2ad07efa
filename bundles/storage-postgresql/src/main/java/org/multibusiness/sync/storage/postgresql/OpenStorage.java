package org.multibusiness.sync.storage.postgresql;

import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.multibusiness.sync.api.storage.ChangeApplier;
import org.multibusiness.sync.api.storage.ChangeLog;
import org.multibusiness.sync.api.storage.ConflictInbox;
import org.multibusiness.sync.api.storage.Database;
import org.multibusiness.sync.api.storage.DatabaseAddress;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.api.storage.StorageInspection;
import org.multibusiness.sync.storage.postgresql.apply.BatchApplier;
import org.multibusiness.sync.storage.postgresql.apply.PostgresqlInbox;
import org.multibusiness.sync.storage.postgresql.capture.TablePatterns;
import org.multibusiness.sync.storage.postgresql.capture.TriggerCapture;
import org.multibusiness.sync.storage.postgresql.catalog.Layouts;
import org.multibusiness.sync.storage.postgresql.database.SyncedDatabase;
import org.multibusiness.sync.storage.postgresql.inspect.LogInspection;
import org.multibusiness.sync.storage.postgresql.log.NumberingPass;
import org.multibusiness.sync.storage.postgresql.log.Ownership;
import org.multibusiness.sync.storage.postgresql.log.PostgresqlLog;
import org.multibusiness.sync.storage.postgresql.log.PostgresqlRetention;
import org.multibusiness.sync.storage.postgresql.log.Settling;
import org.ops4j.pax.jdbc.pool.common.PooledDataSourceFactory;
import org.osgi.service.jdbc.DataSourceFactory;

/** Everything that works on the database behind one address. */
final class OpenStorage implements AutoCloseable {
    private final DatabaseAddress address;
    private final SyncedDatabase database;
    private final TriggerCapture capture;
    private final PostgresqlLog log;
    private final PostgresqlRetention retention;
    private final ChangeApplier applier;
    private final StorageInspection inspection;
    private final ConflictInbox inbox;

    private OpenStorage(DatabaseAddress address, SyncedDatabase database, TablePatterns patterns) {
        Layouts layouts = new Layouts(database);
        Ownership ownership = new Ownership();
        ReentrantLock writing = new ReentrantLock();
        NumberingPass numbering = new NumberingPass(new Settling(layouts), ownership);
        this.address = address;
        this.database = database;
        this.capture = new TriggerCapture(database, layouts, patterns);
        this.log = new PostgresqlLog(database, layouts, writing, ownership, numbering);
        this.retention = new PostgresqlRetention(database);
        this.applier = new BatchApplier(database, layouts, writing, numbering);
        this.inspection = new LogInspection(database);
        this.inbox = new PostgresqlInbox(database, layouts, writing, numbering);
    }

    /** Connects nothing yet; throws a failure that is not transient when the driver does not take the address. */
    static OpenStorage open(
            DatabaseAddress address, TablePatterns patterns, PooledDataSourceFactory pools, DataSourceFactory driver)
            throws StorageException {
        try {
            return new OpenStorage(address, SyncedDatabase.open(address, pools, driver), patterns);
        } catch (SQLException e) {
            throw new StorageException(
                    "the driver does not take the address of " + address.description()
                            + ": check the parameters behind the ? of the URL",
                    false,
                    e);
        }
    }

    DatabaseAddress address() {
        return address;
    }

    DataSource source() {
        return database.source();
    }

    Database database() {
        return database;
    }

    TriggerCapture capture() {
        return capture;
    }

    ChangeLog log() {
        return log;
    }

    PostgresqlRetention retention() {
        return retention;
    }

    ChangeApplier applier() {
        return applier;
    }

    StorageInspection inspection() {
        return inspection;
    }

    ConflictInbox inbox() {
        return inbox;
    }

    /** Gives the log up and closes every connection; calls that are under way fail. */
    @Override
    public void close() {
        log.close();
        database.close();
    }
}
