package org.multibusiness.sync.storage.postgresql.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.storage.postgresql.catalog.CatalogTable;
import org.multibusiness.sync.storage.postgresql.sql.Failures;
import org.multibusiness.sync.storage.postgresql.sql.Quoted;
import org.multibusiness.sync.storage.postgresql.sql.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes capture from tables that the configuration no longer means, and what dropped tables have left. A table that is
 * meant but can't be synced at the moment keeps its triggers: its changes are not lost when it is mended.
 */
final class Removal {
    private static final Logger LOG = LoggerFactory.getLogger(Removal.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final String FORGET = """
            UPDATE sync.sync_tables SET captured_layout_id = NULL, captured_since = NULL
            WHERE schema_name = ? AND table_name = ?
            """;

    private static final String FORGET_DROPPED = """
            UPDATE sync.sync_tables AS t SET captured_layout_id = NULL, captured_since = NULL
            WHERE t.captured_layout_id IS NOT NULL AND NOT EXISTS (
              SELECT FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS s ON s.oid = c.relnamespace
              WHERE s.nspname = t.schema_name AND c.relname = t.table_name AND c.relkind IN ('r', 'p'))
            """;

    private final Connection connection;
    private final Installed installed;

    Removal(Connection connection, Installed installed) {
        this.connection = connection;
        this.installed = installed;
    }

    void run(Collection<CatalogTable> all, TablePatterns meant) throws SQLException {
        Map<String, CatalogTable> byFunction = new HashMap<>();
        Map<Long, CatalogTable> byOid = new HashMap<>();
        for (CatalogTable table : all) {
            byFunction.put("capture_" + table.oid(), table);
            byOid.put(table.oid(), table);
        }
        for (String function : installed.bodies().keySet()) {
            CatalogTable stands = byFunction.get(function);
            CatalogTable table = stands == null || stands.root() == 0 ? stands : byOid.get(stands.root());
            if (table == null || !meant.mean(table.name())) {
                remove(function, table);
            }
        }
        try (Statement forget = connection.createStatement()) {
            forget.executeUpdate(FORGET_DROPPED);
        }
        connection.commit();
    }

    /** CASCADE: the function is ours, so we may; a trigger on another's table we may not drop. */
    private void remove(String function, @Nullable CatalogTable table) throws SQLException {
        try (Statement drop = connection.createStatement()) {
            Session.pin(connection, PATIENCE.multipliedBy(5), PATIENCE);
            drop.execute("DROP FUNCTION sync." + Quoted.identifier(function) + "() CASCADE");
            if (table != null) {
                forget(table.name());
                LOG.info("Capture is removed from {}: it is not meant to be synced any more.", table.name());
            }
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            LOG.warn(
                    "Capture could not be removed from {} and goes on there; it is tried again: {}",
                    table == null ? function : table.name(),
                    Failures.firstLine(e));
        }
    }

    private void forget(TableName table) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(FORGET)) {
            update.setString(1, table.schema());
            update.setString(2, table.name());
            update.executeUpdate();
        }
    }
}
