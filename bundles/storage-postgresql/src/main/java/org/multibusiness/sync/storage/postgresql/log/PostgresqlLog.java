package org.multibusiness.sync.storage.postgresql.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Branch;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.storage.ChainPoint;
import org.multibusiness.sync.api.storage.ChangeLog;
import org.multibusiness.sync.api.storage.LogHead;
import org.multibusiness.sync.api.storage.LogSlice;
import org.multibusiness.sync.api.storage.ReadRequest;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.catalog.Layouts;
import org.multibusiness.sync.storage.postgresql.database.Connections;
import org.multibusiness.sync.storage.postgresql.sql.Failures;
import org.multibusiness.sync.storage.postgresql.sql.VectorJson;

/** The log in schema {@code sync}. Thread-safe; numbering and applying exclude each other, reading goes on beside them. */
public final class PostgresqlLog implements ChangeLog, AutoCloseable {
    /** What an idle node asks many times a second: one round trip, two index look-ups. */
    private static final String HEAD = """
            SELECT sync.has_unnumbered() AS unnumbered, s.hlc, s.generation,
                   (SELECT jsonb_object_agg(v.origin, v.sequence) FROM sync.sync_vector AS v)::text AS vector
            FROM sync.sync_state AS s
            """;

    private static final String ACKNOWLEDGED = """
            INSERT INTO sync.sync_nodes AS n (node_id, node_name, ip_address, port, last_seen, acknowledged)
            VALUES (?, ?, '', 0, now(), ?::jsonb)
            ON CONFLICT (node_id) DO UPDATE
            SET last_seen = now(), updated_at = now(), acknowledged = excluded.acknowledged
            """;

    private final Connections connections;
    private final ReentrantLock writing;
    private final Ownership ownership;
    private final NumberingPass numbering;
    private final LogReader reader;
    private final LogLock lock;

    /**
     * A log.
     *
     * @param connections to the database
     * @param layouts its registry of layouts
     * @param writing excludes numbering and applying from each other
     * @param ownership is told who we are when the log is opened
     * @param numbering the pass
     */
    public PostgresqlLog(
            Connections connections,
            Layouts layouts,
            ReentrantLock writing,
            Ownership ownership,
            NumberingPass numbering) {
        this.connections = connections;
        this.writing = writing;
        this.ownership = ownership;
        this.numbering = numbering;
        this.reader = new LogReader(layouts);
        this.lock = new LogLock(connections);
    }

    @Override
    public OriginId open(NodeId node, Optional<NodeId> former) throws StorageException {
        writing.lock();
        try {
            Ownership.Held held = new LogOpening(lock.take(false)).open(node, former);
            ownership.taken(held);
            return held.origin();
        } catch (SQLException e) {
            lock.close();
            throw Failures.of(e, "open the log");
        } catch (StorageException e) {
            lock.close();
            throw e;
        } finally {
            writing.unlock();
        }
    }

    @Override
    public LogHead number(Instant now) throws StorageException {
        writing.lock();
        try {
            Connection connection = connection();
            LogHead head = unlessUnnumbered(connection);
            return head != null ? head : pass(connection, now);
        } catch (SQLException e) {
            lock.close();
            throw Failures.of(e, "number the captured transactions");
        } finally {
            writing.unlock();
        }
    }

    /** The connection that holds the lock. After a lost connection the log is taken anew, if nobody else has. */
    private Connection connection() throws SQLException, StorageException {
        Ownership.Held held = ownership.require();
        if (lock.isHeld()) {
            return lock.take(true);
        }
        Connection fresh = lock.take(true);
        LogOpening.requireGeneration(fresh, held);
        return fresh;
    }

    private @Nullable LogHead unlessUnnumbered(Connection connection) throws SQLException, StorageException {
        Ownership.Held held = ownership.require();
        try (PreparedStatement query = connection.prepareStatement(HEAD);
                ResultSet row = query.executeQuery()) {
            if (!row.next() || row.getLong("generation") != held.generation()) {
                throw Ownership.superseded(held.origin());
            }
            if (row.getBoolean("unnumbered")) {
                return null;
            }
            String vector = row.getString("vector");
            return new LogHead(
                    vector == null ? VersionVector.EMPTY : VectorJson.parse(vector),
                    new HybridTimestamp(row.getLong("hlc")),
                    0);
        }
    }

    private LogHead pass(Connection connection, Instant now) throws SQLException, StorageException {
        connection.setAutoCommit(false);
        try {
            LogHead head = numbering.run(connection, now).head();
            connection.commit();
            return head;
        } catch (SQLException | StorageException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    @Override
    public LogSlice read(ReadRequest request) throws StorageException {
        try (Connection connection = connections.take()) {
            return reader.read(connection, request);
        } catch (SQLException e) {
            throw Failures.of(e, "read the log");
        }
    }

    @Override
    public Map<Dot, ChainPoint> points(Set<Dot> dots) throws StorageException {
        try (Connection connection = connections.take()) {
            return ChainPoints.read(connection, dots);
        } catch (SQLException e) {
            throw Failures.of(e, "read the log");
        }
    }

    @Override
    public Set<Branch> branches() throws StorageException {
        try (Connection connection = connections.take()) {
            return new Branches(connection).known();
        } catch (SQLException e) {
            throw Failures.of(e, "read the log's branches");
        }
    }

    @Override
    public OriginId adopt(Set<Branch> branches, int incarnation) throws StorageException {
        writing.lock();
        try {
            Ownership.Held held = new LogAdoption(connection()).adopt(ownership.require(), branches, incarnation);
            ownership.taken(held);
            return held.origin();
        } catch (SQLException e) {
            lock.close();
            throw Failures.of(e, "adopt branches");
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void acknowledged(NodeId peer, VersionVector vector) throws StorageException {
        try (Connection connection = connections.take();
                PreparedStatement update = connection.prepareStatement(ACKNOWLEDGED)) {
            update.setString(1, peer.value());
            update.setString(2, peer.value());
            update.setString(3, VectorJson.text(vector));
            update.executeUpdate();
        } catch (SQLException e) {
            throw Failures.of(e, "note what " + peer + " acknowledged");
        }
    }

    /** Gives the log up. */
    @Override
    public void close() {
        writing.lock();
        try {
            lock.close();
        } finally {
            writing.unlock();
        }
    }
}
