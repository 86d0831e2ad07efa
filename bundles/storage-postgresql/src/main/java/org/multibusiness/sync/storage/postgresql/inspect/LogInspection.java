package org.multibusiness.sync.storage.postgresql.inspect;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.api.storage.StorageInspection;
import org.multibusiness.sync.storage.postgresql.database.Connections;
import org.multibusiness.sync.storage.postgresql.sql.Failures;

/** Reads what an operator asks for. Every look is a transaction of its own, bounded by the pool's statement time-out. */
public final class LogInspection implements StorageInspection {
    private static final String EVENTS = """
            SELECT event_id, source_node_id, coalesce(source_transaction, '') AS source_transaction, table_name, record_id,
                   operation, processed, to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS created_at
            FROM sync.sync_events
            WHERE table_name LIKE ? AND (NOT ? OR NOT processed)
            ORDER BY position DESC NULLS FIRST, id DESC LIMIT ?
            """;

    /**
     * Own events that some other active node has not acknowledged, and received ones that are held. How much is in the log is
     * the planner's estimate: it is asked every other second.
     */
    private static final String COUNTS = """
            SELECT 'unprocessed' AS name, (
                     SELECT coalesce(sum(t.events), 0) FROM sync.sync_state AS s
                     JOIN sync.sync_vector AS v ON split_part(v.origin, '.', 1) = s.node_id
                     JOIN sync.sync_transactions AS t
                       ON t.origin = v.origin
                      AND t.sequence > coalesce((
                            SELECT min(coalesce((n.acknowledged ->> v.origin)::bigint, 0))
                            FROM sync.sync_nodes AS n WHERE n.is_active AND n.node_id <> s.node_id), 0))
                   + (SELECT count(*) FROM sync.sync_held) AS figure
            UNION ALL SELECT 'conflicts', count(*) FROM sync.sync_conflicts
            UNION ALL SELECT 'conflictsOpen', count(*) FROM sync.sync_inbox WHERE open
            UNION ALL SELECT 'parked', count(*) FROM sync.sync_held
            UNION ALL SELECT 'held:' || b.schema_name || '.' || b.table_name, count(*)
                      FROM sync.sync_held AS h JOIN sync.sync_tables AS b USING (table_id) GROUP BY 1
            UNION ALL SELECT 'logBytes', pg_total_relation_size('sync.change_log')
                                         + pg_total_relation_size('sync.sync_transactions')
            UNION ALL SELECT 'logChanges', greatest(reltuples, 0)::bigint FROM pg_class
                      WHERE oid = 'sync.change_log'::regclass
            UNION ALL SELECT 'logTransactions', greatest(reltuples, 0)::bigint FROM pg_class
                      WHERE oid = 'sync.sync_transactions'::regclass
            UNION ALL SELECT 'pruned', coalesce(sum(sequence), 0)::bigint FROM sync.sync_floor
            """;

    private static final String RECORD = """
            INSERT INTO sync.sync_nodes AS n (
              node_id, node_name, ip_address, port, is_active, last_seen, capabilities, registration_key_hash)
            VALUES (?, ?, ?, ?, ?, nullif(?, '')::timestamptz, ?, ?)
            ON CONFLICT (node_id) DO UPDATE SET
              node_name = excluded.node_name, ip_address = excluded.ip_address, port = excluded.port,
              is_active = excluded.is_active AND n.retired IS NULL, last_seen = coalesce(excluded.last_seen, n.last_seen),
              capabilities = excluded.capabilities, registration_key_hash = excluded.registration_key_hash,
              updated_at = now()
            """;

    private static final String NODES = """
            SELECT node_id, node_name, ip_address, port, is_active,
                   coalesce(to_char(last_seen AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), '') AS last_seen,
                   capabilities, coalesce(registration_key_hash, '') AS registration_key_hash
            FROM sync.sync_nodes ORDER BY node_id
            """;

    private final Connections connections;

    /** Looks into the database behind these connections. */
    public LogInspection(Connections connections) {
        this.connections = connections;
    }

    @Override
    public List<EventRow> events(boolean unprocessedOnly, String tablePattern, int limit) throws StorageException {
        return ask("read events", connection -> {
            try (PreparedStatement query = connection.prepareStatement(EVENTS)) {
                query.setString(1, like(tablePattern));
                query.setBoolean(2, unprocessedOnly);
                query.setInt(3, limit);
                List<EventRow> events = new ArrayList<>();
                ResultSet row = query.executeQuery();
                while (row.next()) {
                    events.add(new EventRow(
                            row.getString("event_id"),
                            row.getString("source_node_id"),
                            row.getString("source_transaction"),
                            row.getString("table_name"),
                            row.getString("record_id"),
                            row.getString("operation"),
                            row.getBoolean("processed"),
                            row.getString("created_at")));
                }
                return events;
            }
        });
    }

    /** The pattern for LIKE: {@code *} stands for any characters, all else for itself. */
    private static String like(String pattern) {
        return pattern.replace("\\", "\\\\")
                .replace("%", "\\%")
                .replace("_", "\\_")
                .replace('*', '%');
    }

    @Override
    public List<JournaledConflict> conflicts(boolean openOnly, int limit) throws StorageException {
        return ask("read conflicts", connection -> new ConflictRows(connection).newest(openOnly, limit));
    }

    @Override
    public Map<String, Long> counts() throws StorageException {
        return ask("count", connection -> {
            try (PreparedStatement query = connection.prepareStatement(COUNTS)) {
                Map<String, Long> counts = new LinkedHashMap<>();
                ResultSet row = query.executeQuery();
                while (row.next()) {
                    counts.put(row.getString("name"), row.getLong("figure"));
                }
                return counts;
            }
        });
    }

    @Override
    public void recordNode(NodeRow node) throws StorageException {
        ask("record node " + node.node(), connection -> {
            try (PreparedStatement statement = connection.prepareStatement(RECORD)) {
                statement.setString(1, node.node().value());
                statement.setString(2, node.name());
                statement.setString(3, node.address());
                statement.setInt(4, node.port());
                statement.setBoolean(5, node.active());
                statement.setString(6, node.lastSeen());
                statement.setArray(
                        7, connection.createArrayOf("text", node.capabilities().toArray()));
                statement.setString(8, node.keyHash());
                return statement.executeUpdate();
            }
        });
    }

    @Override
    public List<NodeRow> nodes() throws StorageException {
        return ask("read the nodes", connection -> {
            try (PreparedStatement query = connection.prepareStatement(NODES)) {
                List<NodeRow> nodes = new ArrayList<>();
                ResultSet row = query.executeQuery();
                while (row.next()) {
                    nodes.add(new NodeRow(
                            new NodeId(row.getString("node_id")),
                            row.getString("node_name"),
                            row.getString("ip_address"),
                            row.getInt("port"),
                            row.getBoolean("is_active"),
                            row.getString("last_seen"),
                            List.of((String[]) row.getArray("capabilities").getArray()),
                            row.getString("registration_key_hash")));
                }
                return nodes;
            }
        });
    }

    private <T extends @Nullable Object> T ask(String doing, Question<T> question) throws StorageException {
        try (Connection connection = connections.take()) {
            return question.of(connection);
        } catch (SQLException e) {
            throw Failures.of(e, doing);
        }
    }

    /** A question to the database. */
    @FunctionalInterface
    private interface Question<T extends @Nullable Object> {
        T of(Connection connection) throws SQLException;
    }
}
