package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.storage.StagedPart;
import org.multibusiness.sync.core.log.Lineage;
import org.multibusiness.sync.storage.postgresql.sql.VectorJson;

/** The register of large transactions that come in parts. */
final class StagedTransactions {
    private static final String LIST = """
            SELECT origin, sequence, teller, teller_start, hlc, vector_clock::text AS past, chain, committed_at, place, complete
            FROM sync.sync_staged ORDER BY origin, sequence, teller
            """;

    private static final String COMPLETE = """
            SELECT txn, events, bytes FROM sync.sync_staged
            WHERE origin = ? AND sequence = ? AND left(chain, 32) = ? AND complete ORDER BY teller LIMIT 1
            """;

    /** What is held by now, and what nobody has gone on with for a day. */
    private static final String CLEAN = """
            WITH gone AS (
              DELETE FROM sync.sync_staged AS s
              WHERE EXISTS (SELECT FROM sync.sync_vector AS v WHERE v.origin = s.origin AND v.sequence >= s.sequence)
                 OR NOT s.complete AND s.touched_at < now() - interval '1 day'
              RETURNING s.txn)
            DELETE FROM sync.change_log AS c USING gone WHERE c.txn = gone.txn
            """;

    private static final String REMOVE = """
            WITH gone AS (DELETE FROM sync.sync_staged WHERE origin = ? AND sequence = ? RETURNING txn)
            DELETE FROM sync.change_log AS c USING gone WHERE c.txn = gone.txn AND gone.txn <> ?
            """;

    private final Connection connection;

    StagedTransactions(Connection connection) {
        this.connection = connection;
    }

    /**
     * A transaction of which all parts are here.
     *
     * @param txn the log's key of its changes
     * @param events how many these are
     * @param bytes of images
     */
    record Complete(long txn, int events, long bytes) {}

    /** Forgets what is of no use any more. */
    void clean() throws SQLException {
        try (Statement clean = connection.createStatement()) {
            clean.executeUpdate(CLEAN);
        }
    }

    /** What is kept. */
    List<StagedPart> list() throws SQLException {
        List<StagedPart> kept = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(LIST);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                ChangeTransaction header = new ChangeTransaction(
                        new Dot(OriginId.parse(row.getString("origin")), row.getLong("sequence")),
                        VectorJson.parse(row.getString("past")),
                        new HybridTimestamp(row.getLong("hlc")),
                        row.getTimestamp("committed_at").toInstant(),
                        row.getString("chain"),
                        List.of());
                kept.add(new StagedPart(
                        header,
                        new NodeId(row.getString("teller")),
                        row.getLong("teller_start"),
                        row.getLong("place"),
                        row.getBoolean("complete")));
            }
        }
        return kept;
    }

    /** Where all of a transaction is, whoever told it. */
    Optional<Complete> complete(ChangeTransaction header) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(COMPLETE)) {
            query.setString(1, header.dot().origin().toString());
            query.setLong(2, header.dot().sequence());
            query.setString(3, Lineage.own(header.chain()));
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new Complete(row.getLong(1), row.getInt(2), row.getLong(3)))
                        : Optional.empty();
            }
        }
    }

    /** Strikes a transaction off, whoever told it, with all changes but those that are in the log under this key. */
    void remove(Dot dot, long logged) throws SQLException {
        try (PreparedStatement remove = connection.prepareStatement(REMOVE)) {
            remove.setString(1, dot.origin().toString());
            remove.setLong(2, dot.sequence());
            remove.setLong(3, logged);
            remove.executeUpdate();
        }
    }
}
