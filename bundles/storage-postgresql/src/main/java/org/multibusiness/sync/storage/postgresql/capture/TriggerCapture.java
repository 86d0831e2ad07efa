package org.multibusiness.sync.storage.postgresql.capture;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.locks.ReentrantLock;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.storage.ChangeCapture;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.api.storage.TableStatus;
import org.multibusiness.sync.storage.postgresql.catalog.Catalog;
import org.multibusiness.sync.storage.postgresql.catalog.CatalogTable;
import org.multibusiness.sync.storage.postgresql.catalog.Layouts;
import org.multibusiness.sync.storage.postgresql.database.Connections;
import org.multibusiness.sync.storage.postgresql.sql.Failures;
import org.multibusiness.sync.storage.postgresql.sql.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Captures by statement triggers with transition tables, one function per table. Each table is installed in a transaction of
 * its own that gives up when it can't have its lock soon: a user's long transaction is never in our way for long, nor we in
 * other users' way. Thread-safe.
 */
public final class TriggerCapture implements ChangeCapture {
    private static final Logger LOG = LoggerFactory.getLogger(TriggerCapture.class);

    /** While we wait for a table's lock, others wait behind us. */
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(2);

    private static final Duration CATALOG_PATIENCE = Duration.ofSeconds(60);

    private final Connections connections;
    private final Layouts layouts;
    private final ReentrantLock installing = new ReentrantLock();
    private volatile TablePatterns patterns;
    private volatile List<TableStatus> tables = List.of();

    /**
     * A capture; nothing is installed yet.
     *
     * @param connections to the database
     * @param layouts its registry of layouts
     * @param patterns which tables are meant
     */
    public TriggerCapture(Connections connections, Layouts layouts, TablePatterns patterns) {
        this.connections = connections;
        this.layouts = layouts;
        this.patterns = patterns;
    }

    /** Changes which tables are meant; the next install acts on it. */
    public void means(TablePatterns now) {
        patterns = now;
    }

    @Override
    public List<TableStatus> tables() {
        return tables;
    }

    @Override
    public List<TableStatus> install() throws StorageException {
        installing.lock();
        try (Connection connection = connections.take()) {
            connection.setAutoCommit(false);
            try {
                List<TableStatus> now = install(connection);
                tables = now;
                return now;
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw Failures.of(e, "install capture");
        } finally {
            installing.unlock();
        }
    }

    private List<TableStatus> install(Connection connection) throws SQLException, StorageException {
        Session.pin(connection, CATALOG_PATIENCE, LOCK_PATIENCE);
        SortedMap<TableName, CatalogTable> all = Catalog.read(connection);
        Installed installed = Installed.read(connection);
        connection.commit();
        TablePatterns meant = patterns;
        List<TableStatus> statuses = new ArrayList<>();
        for (CatalogTable table : all.values()) {
            if (!meant.mean(table.name())) {
                continue;
            }
            Plan plan = Plan.of(table, all.values(), meant);
            if (plan.silent()) {
                continue;
            }
            statuses.add(plan.refused() ? refused(plan) : installed(connection, plan, installed));
        }
        new Removal(connection, installed).run(all.values(), meant);
        statuses.sort(Comparator.comparing(TableStatus::table));
        report(statuses);
        return List.copyOf(statuses);
    }

    private static TableStatus refused(Plan plan) {
        return new TableStatus(
                plan.table().name(), false, plan.refusal(), plan.table().layout());
    }

    private TableStatus installed(Connection connection, Plan plan, Installed installed)
            throws SQLException, StorageException {
        CatalogTable table = plan.table();
        try {
            new TableInstallation(connection, layouts, installed).run(plan);
            connection.commit();
            String disabled = installed.disabled(plan);
            return new TableStatus(
                    table.name(), disabled.isEmpty(), disabled.isEmpty() ? table.warning() : disabled, table.layout());
        } catch (SQLException e) {
            connection.rollback();
            if (Failures.state(e).startsWith("08") || Failures.state(e).startsWith("57P")) {
                throw e;
            }
            return new TableStatus(table.name(), false, failure(e), table.layout());
        }
    }

    private static String failure(SQLException e) {
        return switch (Failures.state(e)) {
            case "55P03", "40P01" ->
                "another session holds a lock on it for more than " + LOCK_PATIENCE.toSeconds()
                        + " s: capture is installed as soon as that transaction ends";
            default -> Failures.message(e, "install capture");
        };
    }

    /** Says what is new; install runs again and again. */
    private void report(List<TableStatus> now) {
        List<TableStatus> before = tables;
        for (TableStatus status : now) {
            if (before.contains(status)) {
                continue;
            }
            if (!status.synced()) {
                LOG.warn("{} is not synced: {}.", status.table(), status.reason());
            } else if (!status.reason().isEmpty()) {
                LOG.warn("{} is synced, but {}.", status.table(), status.reason());
            }
        }
    }
}
