package org.multibusiness.sync.storage.postgresql.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.multibusiness.sync.api.Branch;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.storage.StorageException;

/**
 * Adopts branches in one transaction, on the connection that holds the lock of the log. The owner's generation moves on: what
 * was begun before can't write under the old names.
 */
final class LogAdoption {
    private static final String WRITE_AS = """
            UPDATE sync.sync_state SET incarnation = ?, generation = generation + 1 RETURNING generation
            """;

    /** Parts of transactions that are not in the log yet: their names may mean others now. */
    private static final String NO_PARTS = """
            WITH gone AS (DELETE FROM sync.sync_staged RETURNING txn)
            DELETE FROM sync.change_log AS c USING gone WHERE c.txn = gone.txn
            """;

    private final Connection connection;

    LogAdoption(Connection connection) {
        this.connection = connection;
    }

    Ownership.Held adopt(Ownership.Held held, Set<Branch> branches, int incarnation)
            throws SQLException, StorageException {
        connection.setAutoCommit(false);
        try {
            LogOpening.requireGeneration(connection, held);
            try (Statement patient = connection.createStatement()) {
                // It may be a long log, and nothing can be synced before.
                patient.execute("SET LOCAL statement_timeout = 0");
                patient.execute(NO_PARTS);
            }
            Generation.end(connection);
            OriginId own = new Branches(connection).adopt(branches, held.origin());
            OriginId next = incarnation > 0 ? new OriginId(own.node(), incarnation) : own;
            Ownership.Held now = new Ownership.Held(next, writeAs(next));
            connection.commit();
            return now;
        } catch (SQLException | StorageException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private long writeAs(OriginId origin) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(WRITE_AS)) {
            update.setInt(1, origin.incarnation());
            try (ResultSet row = update.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
