package org.multibusiness.sync.storage.postgresql.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.catalog.CatalogTable;
import org.multibusiness.sync.storage.postgresql.catalog.Layouts;
import org.multibusiness.sync.storage.postgresql.sql.Quoted;
import org.multibusiness.sync.storage.postgresql.sql.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Installs capture on one table, or brings it up to date, within the caller's transaction. */
final class TableInstallation {
    private static final Logger LOG = LoggerFactory.getLogger(TableInstallation.class);
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(2);

    /** Recording the rows that are there may take its time; writers of that table wait for it. */
    private static final Duration BASELINE_PATIENCE = Duration.ofMinutes(10);

    private static final String CAPTURED = """
            UPDATE sync.sync_tables SET captured_layout_id = ?, captured_since = coalesce(captured_since, now())
            WHERE table_id = ?
            """;

    private final Connection connection;
    private final Layouts layouts;
    private final Installed installed;

    TableInstallation(Connection connection, Layouts layouts, Installed installed) {
        this.connection = connection;
        this.layouts = layouts;
        this.installed = installed;
    }

    void run(Plan plan) throws SQLException, StorageException {
        CatalogTable table = plan.table();
        int tableId = layouts.tableId(table.name());
        int layoutId = layouts.idOf(Objects.requireNonNull(table.layout()));
        boolean pinned = false;
        for (Relation relation : plan.relations()) {
            CaptureText text = new CaptureText(relation, tableId, layouts.idOf(relation.layout()));
            String body = text.function();
            boolean current = body.equals(installed.bodies().get(relation.function()));
            if (current && complete(relation)) {
                continue;
            }
            if (!pinned) {
                Session.pin(connection, BASELINE_PATIENCE, LOCK_PATIENCE);
                pinned = true;
            }
            install(relation, current ? "" : body);
        }
        if (layoutId != table.capturedLayout()) {
            if (!pinned) {
                Session.pin(connection, BASELINE_PATIENCE, LOCK_PATIENCE);
            }
            captured(plan, tableId, layoutId);
        }
    }

    private boolean complete(Relation relation) {
        for (CaptureTrigger trigger : CaptureTrigger.values()) {
            if (trigger.on(relation) && !installed.has(relation, trigger)) {
                return false;
            }
        }
        return true;
    }

    private void install(Relation relation, String body) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!body.isEmpty()) {
                statement.execute(function(relation.function(), body));
            }
            for (CaptureTrigger trigger : CaptureTrigger.values()) {
                if (trigger.on(relation) && !installed.has(relation, trigger)) {
                    statement.execute(trigger.create(relation));
                }
            }
        }
    }

    private void captured(Plan plan, int tableId, int layoutId) throws SQLException {
        CatalogTable table = plan.table();
        if (table.capturedLayout() == 0) {
            int rows = baseline(plan, tableId, layoutId);
            LOG.info("Capture is installed on {}; it held {} rows.", table.name(), rows);
        } else {
            LOG.info("Capture follows the altered table {}.", table.name());
        }
        try (PreparedStatement update = connection.prepareStatement(CAPTURED)) {
            update.setInt(1, layoutId);
            update.setInt(2, tableId);
            update.executeUpdate();
        }
    }

    /** The triggers' locks keep writers out until we commit: what is read now and what they record is every row once. */
    private int baseline(Plan plan, int tableId, int layoutId) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(new CaptureText(plan.relations().get(0), tableId, layoutId).baseline());
        }
    }

    /** Writers of other roles have no rights in schema sync; and what their sessions have set must not matter. */
    private static String function(String name, String body) {
        return """
                CREATE OR REPLACE FUNCTION sync.%s() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
                SET search_path = pg_catalog, pg_temp
                SET "DateStyle" = 'ISO, YMD'
                SET "TimeZone" = 'UTC'
                SET "IntervalStyle" = 'postgres'
                SET extra_float_digits = 3
                SET bytea_output = 'hex'
                SET lc_monetary = 'C'
                SET quote_all_identifiers = off
                AS %s
                """.formatted(name, Quoted.literal(body));
    }
}
