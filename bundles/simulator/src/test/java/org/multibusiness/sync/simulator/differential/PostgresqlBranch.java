package org.multibusiness.sync.simulator.differential;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.RowKey;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.api.storage.ReadRequest;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.simulator.shop.Shop;
import org.multibusiness.sync.simulator.shop.Table;
import org.multibusiness.sync.storage.postgresql.apply.BatchApplier;
import org.multibusiness.sync.storage.postgresql.capture.TablePatterns;
import org.multibusiness.sync.storage.postgresql.capture.TriggerCapture;
import org.multibusiness.sync.storage.postgresql.catalog.Layouts;
import org.multibusiness.sync.storage.postgresql.database.Connections;
import org.multibusiness.sync.storage.postgresql.log.NumberingPass;
import org.multibusiness.sync.storage.postgresql.log.Ownership;
import org.multibusiness.sync.storage.postgresql.log.PostgresqlLog;
import org.multibusiness.sync.storage.postgresql.log.Settling;

/** A branch of the shop on a real database, through the production storage. */
final class PostgresqlBranch implements AutoCloseable {
    /** As captured by a version that did not note the time. */
    private static final String UNKNOWN_TIME =
            "UPDATE sync.change_log SET written_at = NULL WHERE txn = pg_current_xact_id()::text::bigint";

    private final Connection user;
    private final PostgresqlLog log;
    private final BatchApplier applier;

    PostgresqlBranch(Connections connections, NodeId self) throws SQLException, StorageException {
        this.user = connections.take();
        for (Table table : Shop.TABLES) {
            run(List.of(create(table)));
        }
        Layouts layouts = new Layouts(connections);
        Ownership ownership = new Ownership();
        ReentrantLock writing = new ReentrantLock();
        NumberingPass numbering = new NumberingPass(new Settling(layouts), ownership);
        this.log = new PostgresqlLog(connections, layouts, writing, ownership, numbering);
        this.applier = new BatchApplier(connections, layouts, writing, numbering);
        new TriggerCapture(connections, layouts, new TablePatterns("public.*", "")).install();
        log.open(self);
    }

    private static String create(Table table) {
        List<String> parts = new ArrayList<>();
        table.layout()
                .columns()
                .forEach(column ->
                        parts.add(column.name() + " " + column.type() + (column.key() ? " PRIMARY KEY" : "")));
        table.checks().forEach(check -> parts.add(check.sql()));
        return "CREATE TABLE " + table.layout().table() + " (" + String.join(", ", parts) + ")";
    }

    private void run(List<String> statements) throws SQLException {
        try (Statement statement = user.createStatement()) {
            for (String text : statements) {
                statement.execute(text);
            }
        }
    }

    /** A user's transaction. */
    void commit(List<RowChange> changes) throws SQLException {
        List<String> statements = new ArrayList<>();
        statements.add("BEGIN");
        changes.forEach(change -> statements.add(statement(change)));
        statements.add(UNKNOWN_TIME);
        statements.add("COMMIT");
        run(statements);
    }

    private static String statement(RowChange change) {
        String table = change.layout().table().toString();
        String where = " WHERE id = " + change.key().text();
        return switch (change.operation()) {
            case INSERT -> "INSERT INTO " + table + " VALUES (" + String.join(", ", literals(change.after())) + ")";
            case DELETE -> "DELETE FROM " + table + where;
            case UPDATE -> {
                List<String> values = literals(change.after());
                List<String> sets = new ArrayList<>();
                for (int i = 0; i < values.size(); i++) {
                    if (!Objects.equals(change.before().value(i), change.after().value(i))) {
                        sets.add(change.layout().columns().get(i).name() + " = " + values.get(i));
                    }
                }
                yield "UPDATE " + table + " SET " + String.join(", ", sets) + where;
            }
        };
    }

    private static List<String> literals(RowImage image) {
        return image.values().stream()
                .map(value -> value == null ? "NULL" : "'" + value + "'")
                .toList();
    }

    /** What is held. */
    VersionVector number(Instant now) throws StorageException {
        return log.number(now).vector();
    }

    /** These transactions, from the log. */
    List<ChangeTransaction> transactions(List<Dot> dots) throws StorageException {
        Map<Dot, ChangeTransaction> all = new HashMap<>();
        log.read(new ReadRequest(VersionVector.EMPTY, Set.of(), 0, Integer.MAX_VALUE - 1, Long.MAX_VALUE))
                .transactions()
                .forEach(transaction -> all.put(transaction.dot(), transaction));
        return dots.stream()
                .map(dot -> Objects.requireNonNull(all.get(dot), dot + " is not in the log"))
                .toList();
    }

    void apply(List<ChangeTransaction> batch, RowResolution resolution, Instant now) throws StorageException {
        applier.apply(batch, resolution, now);
    }

    /** All rows of the shop. */
    Map<RowKey, RowImage> rows() throws SQLException {
        Map<RowKey, RowImage> rows = new HashMap<>();
        for (Table table : Shop.TABLES) {
            String columns = table.layout().columns().stream()
                    .map(ColumnLayout::name)
                    .map(name -> name + "::text")
                    .collect(Collectors.joining(", "));
            for (List<String> row :
                    query("SELECT " + columns + " FROM " + table.layout().table())) {
                RowImage image = new RowImage(row);
                rows.put(RowKey.of(table.layout(), image), image);
            }
        }
        return rows;
    }

    /** What is journaled, one line per decided point; by its transactions, for an id has the life of a database in it. */
    Set<String> journal() throws SQLException {
        Set<String> lines = new TreeSet<>();
        for (List<String> row : query("""
                SELECT (SELECT string_agg(s.side ->> 'dot', ' ' ORDER BY s.place)
                        FROM jsonb_array_elements(c.contributions) WITH ORDINALITY AS s (side, place)),
                       split_part(c.table_name, '.', 2), c.kind, c.open::text, d ->> 'column', d ->> 'policy', d ->> 'value', d ->> 'reason'
                FROM sync.sync_conflicts AS c, jsonb_array_elements(c.decisions) AS d
                """)) {
            lines.add(row.toString());
        }
        return lines;
    }

    /** How many conflicts are journaled. */
    int journaled() throws SQLException {
        return Integer.parseInt(
                query("SELECT count(*)::text FROM sync.sync_conflicts").get(0).get(0));
    }

    private List<List<String>> query(String sql) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (Statement statement = user.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    values.add(row.getString(i));
                }
                rows.add(values);
            }
        }
        return rows;
    }

    @Override
    public void close() throws SQLException {
        log.close();
        user.close();
    }
}
