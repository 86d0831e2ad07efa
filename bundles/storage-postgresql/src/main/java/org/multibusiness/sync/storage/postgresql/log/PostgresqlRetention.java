package org.multibusiness.sync.storage.postgresql.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.storage.LogRetention.Kept;
import org.multibusiness.sync.api.storage.LogRetention.Pruned;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.database.Connections;
import org.multibusiness.sync.storage.postgresql.sql.Failures;
import org.multibusiness.sync.storage.postgresql.sql.VectorJson;

/** Prunes the log, and knows who counts. Thread-safe; beside numbering, applying and reading. */
public final class PostgresqlRetention {
    private static final String NODES = """
            SELECT n.node_id, n.acknowledged::text, n.is_active, n.retired
            FROM sync.sync_nodes AS n
            WHERE n.node_id <> coalesce((SELECT s.node_id FROM sync.sync_state AS s), '')
            """;

    private static final String RETIRE = """
            UPDATE sync.sync_nodes AS n SET is_active = false, updated_at = now(), retired = coalesce((
              SELECT max(split_part(v.origin, '.', 2)::integer) FROM sync.sync_vector AS v
              WHERE split_part(v.origin, '.', 1) = n.node_id), 1)
            WHERE n.is_active AND n.retired IS NULL
              AND coalesce(n.last_seen, n.created_at) < clock_timestamp() - make_interval(secs => ?)
              AND n.node_id <> (SELECT s.node_id FROM sync.sync_state AS s)
            RETURNING n.node_id, n.retired
            """;

    private final Connections connections;
    private final LogPruning pruning;
    private final ReentrantLock one = new ReentrantLock();
    /** Of the log when somebody learned last what it keeps; what they say is stable is about this one. */
    private volatile long generation = -1;

    /** Of the log behind these connections. */
    public PostgresqlRetention(Connections connections) {
        this.connections = connections;
        this.pruning = new LogPruning(connections);
    }

    /** What the database keeps. */
    public Kept kept() throws StorageException {
        Map<NodeId, VersionVector> acknowledged = new HashMap<>();
        Set<OriginId> retired = new HashSet<>();
        try (Connection connection = connections.take();
                PreparedStatement query = connection.prepareStatement(NODES)) {
            generation = Generation.read(connection);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    NodeId node = new NodeId(row.getString(1));
                    if (row.getBoolean(3)) {
                        acknowledged.put(node, VectorJson.parse(row.getString(2)));
                    } else if (row.getInt(4) > 0) {
                        retired.add(new OriginId(node, row.getInt(4)));
                    }
                }
            }
            return new Kept(Floor.read(connection).vector(), acknowledged, retired);
        } catch (SQLException e) {
            throw Failures.of(e, "read who counts");
        }
    }

    /** Where the log begins. */
    public VersionVector floor() throws StorageException {
        try (Connection connection = connections.take()) {
            return Floor.read(connection).vector();
        } catch (SQLException e) {
            throw Failures.of(e, "read where the log begins");
        }
    }

    /**
     * Prunes a piece; nothing, when the log was taken or its names were changed since {@link #kept} was asked.
     *
     * @param stable what is stable
     * @param retention for how long something has to be stable before the floor rises over it
     */
    public Pruned prune(VersionVector stable, Duration retention) throws StorageException {
        one.lock();
        try {
            return pruning.prune(generation, stable, retention);
        } finally {
            one.unlock();
        }
    }

    /** Retires who was not heard of for so long; answers who that is. */
    public List<OriginId> retireAbsent(Duration absence) throws StorageException {
        List<OriginId> retired = new ArrayList<>();
        try (Connection connection = connections.take();
                PreparedStatement update = connection.prepareStatement(RETIRE)) {
            update.setLong(1, absence.toSeconds());
            try (ResultSet row = update.executeQuery()) {
                while (row.next()) {
                    retired.add(new OriginId(new NodeId(row.getString(1)), row.getInt(2)));
                }
            }
            return retired;
        } catch (SQLException e) {
            throw Failures.of(e, "retire the nodes that are away");
        }
    }
}
