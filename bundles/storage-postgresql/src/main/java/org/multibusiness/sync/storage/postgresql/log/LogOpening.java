package org.multibusiness.sync.storage.postgresql.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.sql.Statements;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds or creates the node's own origin, on the connection that holds the lock of the log. */
final class LogOpening {
    private static final Logger LOG = LoggerFactory.getLogger(LogOpening.class);

    private static final String CREATE =
            "INSERT INTO sync.sync_state (node_id) VALUES (?) ON CONFLICT (single) DO NOTHING";

    private static final String TAKE = """
            UPDATE sync.sync_state SET generation = generation + 1 WHERE node_id = ?
            RETURNING incarnation, generation
            """;

    private static final String STATE = """
            SELECT node_id, generation,
                   pg_snapshot_xmax(numbered)::text::bigint > pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS rewound
            FROM sync.sync_state FOR UPDATE
            """;

    /** A node that comes back into a copy of what it once wrote itself goes on where no number was given yet. */
    private static final String TAKE_OVER = """
            UPDATE sync.sync_state SET node_id = ?, incarnation = 1 + coalesce((
              SELECT max(split_part(origin, '.', 2)::integer) FROM sync.sync_vector
              WHERE split_part(origin, '.', 1) = ?), 0)
            """;

    private static final String REBASE = Statements.read(LogOpening.class, "rebase.sql");

    private final Connection connection;

    LogOpening(Connection connection) {
        this.connection = connection;
    }

    Ownership.Held open(NodeId self, Optional<NodeId> former) throws SQLException, StorageException {
        connection.setAutoCommit(false);
        try {
            Ownership.Held held = take(self, former);
            connection.commit();
            return held;
        } catch (SQLException | StorageException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private Ownership.Held take(NodeId self, Optional<NodeId> former) throws SQLException, StorageException {
        try (PreparedStatement create = connection.prepareStatement(CREATE)) {
            create.setString(1, self.value());
            create.executeUpdate();
        }
        checkOwner(self, former);
        try (PreparedStatement take = connection.prepareStatement(TAKE)) {
            take.setString(1, self.value());
            try (ResultSet row = take.executeQuery()) {
                row.next();
                return new Ownership.Held(new OriginId(self, row.getInt("incarnation")), row.getLong("generation"));
            }
        }
    }

    private void checkOwner(NodeId self, Optional<NodeId> former) throws SQLException, StorageException {
        try (PreparedStatement query = connection.prepareStatement(STATE);
                ResultSet state = query.executeQuery()) {
            state.next();
            NodeId owner = new NodeId(state.getString("node_id"));
            if (former.filter(owner::equals).isPresent() && !owner.equals(self)) {
                takeOver(owner, self);
            } else if (!owner.equals(self)) {
                throw anothersLog(owner, self);
            }
            if (state.getBoolean("rewound")) {
                rebase();
            }
        }
    }

    private static StorageException anothersLog(NodeId owner, NodeId self) {
        return new StorageException(
                "the log in this database belongs to node " + owner + ", and this is node " + self
                        + ". Give this server that node's identity back (its keys), or give it a database of its own. If this"
                        + " server is a copy of that node and is to be a node of its own, set node.adopt-log = " + owner
                        + " in etc/org.multibusiness.sync.engine.cfg",
                false,
                new IllegalStateException("another node's log"));
    }

    private void takeOver(NodeId owner, NodeId self) throws SQLException {
        LOG.warn("This database is a copy of node {}'s; node {} writes in it from now on", owner, self);
        try (PreparedStatement update = connection.prepareStatement(TAKE_OVER)) {
            update.setString(1, self.value());
            update.setString(2, self.value());
            update.executeUpdate();
        }
    }

    private void rebase() throws SQLException {
        LOG.warn("This database was moved to another PostgreSQL server: transaction ids are brought up to date.");
        try (Statement rebase = connection.createStatement()) {
            // It may be a long log, and nobody waits for us.
            rebase.execute("SET LOCAL statement_timeout = 0");
            rebase.execute(REBASE);
        }
    }

    /** Throws when somebody took the log after us. */
    static void requireGeneration(Connection connection, Ownership.Held held) throws SQLException, StorageException {
        try (PreparedStatement query = connection.prepareStatement(STATE);
                ResultSet state = query.executeQuery()) {
            if (!state.next() || state.getLong("generation") != held.generation()) {
                throw Ownership.superseded(held.origin());
            }
        }
    }
}
