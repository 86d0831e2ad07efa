package org.multibusiness.sync.storage.postgresql.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.multibusiness.sync.api.Branch;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.core.log.BranchMove;
import org.multibusiness.sync.storage.postgresql.sql.Statements;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The histories that have an origin of their own. Adopting one changes names only: of its transactions, of what others had seen
 * of it, of what is held and was acknowledged. Rows stay as they are. Runs within the caller's transaction.
 */
final class Branches {
    private static final Logger LOG = LoggerFactory.getLogger(Branches.class);

    private static final String KNOWN = "SELECT node_id, first_chain FROM sync.sync_branches";

    private static final String ADD =
            "INSERT INTO sync.sync_branches (node_id, first_chain) VALUES (?, ?) ON CONFLICT DO NOTHING";

    /** A transaction that is called so already is where it belongs. */
    private static final String FIRST = """
            SELECT origin, sequence, position FROM sync.sync_transactions
            WHERE left(chain, 32) = ? AND split_part(origin, '.', 1) = ? AND (origin, sequence) <> (?, 1)
            """;

    /** Log order is causal: nobody before the first one had seen it. */
    private static final String PASTS = """
            UPDATE sync.sync_transactions SET vector_clock =
              CASE WHEN m.first > 1 THEN jsonb_set(vector_clock, ARRAY[m.origin], to_jsonb(m.first - 1))
                   ELSE vector_clock - m.origin END
              || jsonb_build_object(m.branch, (vector_clock ->> m.origin)::bigint - m.first + 1)
            FROM (VALUES (?::text, ?::bigint, ?::text)) AS m (origin, first, branch)
            WHERE position > ? AND (vector_clock ->> m.origin)::bigint >= m.first
            """;

    private static final String NAMES = """
            UPDATE sync.sync_transactions SET origin = m.branch, sequence = sequence - m.first + 1
            FROM (VALUES (?::text, ?::bigint, ?::text)) AS m (origin, first, branch)
            WHERE sync_transactions.origin = m.origin AND sync_transactions.sequence >= m.first
            """;

    private static final String LINEAGE = Statements.read(Branches.class, "lineage.sql");

    /** Not by the log's last transaction of the branch: that may be gone from it. */
    private static final String BRANCH_HELD = """
            INSERT INTO sync.sync_vector (origin, sequence, chain)
            SELECT m.branch, v.sequence - m.first + 1, coalesce(t.chain, v.chain)
            FROM (VALUES (?::text, ?::bigint, ?::text)) AS m (origin, first, branch)
            JOIN sync.sync_vector AS v ON v.origin = m.origin
            LEFT JOIN sync.sync_transactions AS t ON t.origin = m.branch AND t.sequence = v.sequence - m.first + 1
            """;

    private static final String REST_HELD = """
            UPDATE sync.sync_vector AS v SET sequence = m.first - 1, chain = coalesce(
              (SELECT t.chain FROM sync.sync_transactions AS t WHERE t.origin = m.origin AND t.sequence = m.first - 1),
              (SELECT f.chain FROM sync.sync_floor AS f WHERE f.origin = m.origin AND f.sequence = m.first - 1), '')
            FROM (VALUES (?::text, ?::bigint)) AS m (origin, first)
            WHERE v.origin = m.origin
            """;

    private static final String NOTHING_HELD = "DELETE FROM sync.sync_vector WHERE sequence = 0";

    private static final String BRANCH_FLOOR = """
            INSERT INTO sync.sync_floor (origin, sequence, chain, hlc, position)
            SELECT m.branch, f.sequence - m.first + 1, f.chain, f.hlc, f.position
            FROM (VALUES (?::text, ?::bigint, ?::text)) AS m (origin, first, branch)
            JOIN sync.sync_floor AS f ON f.origin = m.origin AND f.sequence >= m.first
            """;

    private static final String REST_FLOOR = """
            UPDATE sync.sync_floor AS f SET sequence = m.first - 1, chain = coalesce(t.chain, ''), hlc = coalesce(t.hlc, 0)
            FROM (VALUES (?::text, ?::bigint)) AS m (origin, first)
            LEFT JOIN sync.sync_transactions AS t ON t.origin = m.origin AND t.sequence = m.first - 1
            WHERE f.origin = m.origin AND f.sequence >= m.first
            """;

    private static final String NO_FLOOR = "DELETE FROM sync.sync_floor WHERE sequence = 0";

    private static final String STABLE = """
            UPDATE sync.sync_stable SET vector =
              CASE WHEN m.first > 1 THEN jsonb_set(vector, ARRAY[m.origin], to_jsonb(m.first - 1)) ELSE vector - m.origin END
              || jsonb_build_object(m.branch, (vector ->> m.origin)::bigint - m.first + 1)
            FROM (VALUES (?::text, ?::bigint, ?::text)) AS m (origin, first, branch)
            WHERE (vector ->> m.origin)::bigint >= m.first
            """;

    private static final String ACKNOWLEDGED = """
            UPDATE sync.sync_nodes SET updated_at = now(), acknowledged =
              CASE WHEN m.first > 1 THEN jsonb_set(acknowledged, ARRAY[m.origin], to_jsonb(m.first - 1))
                   ELSE acknowledged - m.origin END
            FROM (VALUES (?::text, ?::bigint)) AS m (origin, first)
            WHERE (acknowledged ->> m.origin)::bigint >= m.first
            """;

    /** So that whoever decides an open conflict finds its transactions. */
    private static final String CONFLICTS = """
            UPDATE sync.sync_conflicts SET contributions = (
              SELECT jsonb_agg(
                       CASE WHEN e.side ->> 'dot' LIKE m.origin || ':%' AND split_part(e.side ->> 'dot', ':', 2)::bigint >= m.first
                            THEN jsonb_set(e.side, '{dot}', to_jsonb(
                                   m.branch || ':' || (split_part(e.side ->> 'dot', ':', 2)::bigint - m.first + 1)))
                            ELSE e.side END
                       ORDER BY e.place)
              FROM jsonb_array_elements(contributions) WITH ORDINALITY AS e (side, place))
            FROM (VALUES (?::text, ?::bigint, ?::text)) AS m (origin, first, branch)
            WHERE contributions::text LIKE '%"' || m.origin || ':%'
            """;

    private final Connection connection;

    Branches(Connection connection) {
        this.connection = connection;
    }

    /** Those that were adopted. */
    Set<Branch> known() throws SQLException {
        Set<Branch> known = new HashSet<>();
        try (PreparedStatement query = connection.prepareStatement(KNOWN);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                known.add(new Branch(new NodeId(row.getString(1)), row.getString(2)));
            }
        }
        return known;
    }

    /** Adopts what was not adopted before; answers what the own origin is called then. */
    OriginId adopt(Set<Branch> branches, OriginId own) throws SQLException {
        OriginId current = own;
        for (Branch branch : new TreeSet<>(branches)) {
            if (update(ADD, branch.node().value(), branch.first()) > 0) {
                current = adopt(branch, current);
            }
        }
        return current;
    }

    private OriginId adopt(Branch branch, OriginId own) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(FIRST)) {
            set(query, branch.first(), branch.node().value(), branch.origin().toString());
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return own;
                }
                OriginId from = OriginId.parse(row.getString("origin"));
                move(new BranchMove(from, row.getLong("sequence"), branch.origin()), row.getLong("position"));
                return from.equals(own) ? branch.origin() : own;
            }
        }
    }

    private void move(BranchMove move, long position) throws SQLException {
        String from = move.from().toString();
        String to = move.to().toString();
        long first = move.first();
        update(PASTS, from, first, to, position);
        int moved = update(NAMES, from, first, to);
        update(BRANCH_FLOOR, from, first, to);
        update(REST_FLOOR, from, first);
        update(NO_FLOOR);
        update(LINEAGE, position, to);
        update(BRANCH_HELD, from, first, to);
        update(REST_HELD, from, first);
        update(NOTHING_HELD);
        update(STABLE, from, first, to);
        update(ACKNOWLEDGED, from, first);
        update(CONFLICTS, from, first, to);
        LOG.info("{} transactions of {}, from number {} on, are called {} from now on", moved, from, first, to);
    }

    private int update(String sql, Object... values) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            set(update, values);
            return update.executeUpdate();
        }
    }

    private static void set(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }
}
